import type { Intent } from './intent.ts';

export const moneyIntents: readonly Intent[] = [
  {
    name: 'return_start',
    reply: 'You can return unused goods within thirty days: choose Return under My Orders, print the label and drop the box at any post point.',
    asks: [
      '(how do I|how can I|I want to) (return|send back) (my {item}|the {item}|something)',
      'the {item} (is not what I expected|does not suit me|is not for me), (I would like to return it|can it go back)',
      '(can I still|am I allowed to) (return|send back) (the {item}|order {order}) (I bought {when}|after {when}|)',
      'what is your return (policy|window) (for a {item}|)',
      'I (do not like|am not happy with) the {item}, (how does a return work|taking it back)',
    ],
  },
  {
    name: 'return_label',
    reply: 'I have sent a new return label to your e-mail address; it is valid for fourteen days.',
    asks: [
      '(the|my) return label (is missing|does not print|has expired|was not in the box)',
      '(can you|please) (send|e-mail) me (a|a new|another) (return label|label for the return)',
      'where (do I find|is) the (label|sticker) for (my return|sending back the {item})',
      '(I need|there was no) (a label|label) to (return|send back) (the {item}|order {order})',
      'the QR code for (my return|the {item} return) (does not work|is rejected at the post office)',
    ],
  },
  {
    name: 'refund_status',
    reply: 'Refunds are paid within five working days after the return has reached us; you get an e-mail when yours goes out.',
    asks: [
      '(where is|when do I get) my (refund|money) (for the {item}|for order {order}|)',
      'I (returned|sent back) the {item} {when} (and have not got|but still no) (refund|money|my money)',
      'how long does (a|the|my) refund take',
      'you (promised|confirmed) (a|my) refund {when} (but nothing is on my account|and I am still waiting)',
      '(the refund|the money) for (my return|order {order}) has not (arrived|come|been paid)',
    ],
  },
  {
    name: 'exchange_size',
    reply: 'We gladly swap it for another size: keep the box, choose Exchange under My Orders, and the new one is sent the same day.',
    asks: [
      'the {wear} (are|is) too (small|big|tight|loose), (can I exchange|can I swap) (it|them)',
      '(can I|I want to) (exchange|swap) (the|my) {wear} (for|to) size {size}',
      '(I need|please send) (a bigger|a smaller|another) size of the {wear} (from order {order}|I bought {when}|)',
      '(ordered|took) size {size} (but need|and it should be) {size}, (how do I exchange|exchange possible)',
      'wrong size, the {wear} (does not|do not) fit',
    ],
  },
  {
    name: 'payment_declined',
    reply: 'When a payment is declined, nothing has been charged. Please check the card limit or choose another way to pay at the checkout.',
    asks: [
      'my (card|payment|credit card) (was|is|keeps getting) (declined|rejected|refused) (at the checkout|when I buy the {item}|)',
      '(I cannot|unable to) pay (for the {item}|with my card|for order {order})',
      'the (checkout|payment) (fails|throws an error|does not go through) (every time|with my card|)',
      'why (does|is) my payment (not work|not accepted|failing)',
      'tried (three cards|twice {when}) (and none works|and it will not take my money)',
    ],
  },
  {
    name: 'double_charged',
    reply: 'A second charge is usually a reservation that vanishes in two days; if it is still there after that, we pay it back at once.',
    asks: [
      '(I was|you have|my card was) charged twice (for the {item}|for order {order}|)',
      'there are two (charges|payments|debits) (on my account|from you) (for one {item}|for the same order|)',
      'you (took|debited) the money (twice|two times) {when}',
      '(why did I pay|I paid) double (for my {item}|for order {order})',
      'my (bank|card statement) shows (the same amount|order {order}) two times',
    ],
  },
  {
    name: 'invoice_request',
    reply: 'Every invoice is a PDF under My Orders; I have also sent yours to your e-mail address again.',
    asks: [
      '(I need|can I get|please send me) (an|the) (invoice|receipt|bill) (for order {order}|for my {item}|)',
      'where (do I find|can I download) (my|the) (invoice|receipt)',
      '(my company|my accountant|the tax office) needs (an invoice|a receipt) (with VAT|for the {item}|)',
      'the (invoice|bill) (has the wrong name|shows the wrong company|is missing the VAT number)',
      'there was no (receipt|invoice) (in the box|with my {item})',
    ],
  },
  {
    name: 'discount_code',
    reply: 'A code works once, above its minimum order and not on sale items; please type it without spaces in the field Voucher.',
    asks: [
      'my (discount|voucher|promo) code (does not work|is not accepted|is invalid)',
      '(where|how) do I (enter|use|redeem) (a|my) (discount code|voucher|promo code)',
      '(do you have|is there) (a|any) (discount|promo code) (for students|for a {item}|at the moment|)',
      'the code (from the newsletter|{code}) (gives an error|takes nothing off) (on the {item}|)',
      'forgot to (use|enter) my (voucher|discount code) (on order {order}|when I bought the {item})',
    ],
  },
  {
    name: 'gift_card',
    reply: 'Gift cards come by e-mail within an hour, are valid for three years and can be used in several parts.',
    asks: [
      '(can I|I want to) (buy|order|get) a gift card (for a friend|for my brother|)',
      'my gift card (has no balance|is not accepted|never came)',
      'how (much|long) is (left on my|the) gift card (valid|)',
      '(how do I|can I) pay (for the {item} |)with a gift card',
      'the gift card I (bought|got) {when} (has not arrived|is still not in my mail)',
    ],
  },
  {
    name: 'shipping_cost',
    reply: 'Parcels cost 4.90 within the country and are free above 75; a complete bicycle is delivered for 39.',
    asks: [
      'how much (is|does) (shipping|delivery|postage) (cost|) (for a {item}|to {city}|)',
      '(what are|tell me) (the|your) (shipping|delivery) (costs|fees|charges)',
      'is (shipping|delivery) free (for a {item}|above some amount|)',
      'why (is|do I pay) (so much for|extra for) (shipping|delivery) (of a {item}|)',
      'what would you charge to (send|deliver) a {item} (to {city}|)',
    ],
  },
  {
    name: 'shipping_abroad',
    reply: 'We ship accessories to all of Europe and bicycles to our neighbouring countries; other countries we cannot serve yet.',
    asks: [
      '(do you|can you) (ship|deliver|send) (a {item} |)to {country}',
      'I live in {country}, (can I order|is it possible to get) (a {item}|from you)',
      '(shipping|delivery) (abroad|to another country|outside the country), (possible|how does it work)',
      'your shop does not (let me choose|accept) {country} (as country|at the checkout)',
      'how long does (shipping|delivery) to {country} take',
    ],
  },
];
