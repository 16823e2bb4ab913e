import type { Intent } from './intent.ts';

export const orderIntents: readonly Intent[] = [
  {
    name: 'order_status',
    reply: 'You can see where your order stands under My Orders; as soon as it leaves our warehouse you get a tracking link.',
    asks: [
      '(where is|where\'s) my (order|package|{item}) (now|at the moment|)',
      '(can you tell me|I would like to know) (the status of|what is happening with) (order {order}|my order|my {item} order)',
      '(has|did) (order {order}|my {item}) (shipped|left the warehouse|gone out) yet',
      'when will (my {item}|order {order}|it) (be sent|ship|go out)',
      'I ordered (a|the) {item} {when}, (any news|any update|what is the status)',
    ],
  },
  {
    name: 'delivery_late',
    reply: 'I am sorry that your delivery is late. I have asked the carrier to look into it and will write to you within one working day.',
    asks: [
      '(my {item}|order {order}|the package) (was supposed to|should have) (arrive|be here|come) {when} (and still nothing|but it did not|)',
      '(the delivery|my {item}) is (late|overdue|delayed), (what is going on|why)',
      'I have been waiting for (my {item}|order {order}) (since {when}|for ages|two weeks longer than you said)',
      'the delivery date (has passed|was {when}) and (there is no {item}|nothing has come)',
      '(why is|how come) (my order|the delivery of my {item}) (taking so long|so late|not here yet)',
    ],
  },
  {
    name: 'parcel_lost',
    reply: 'A parcel marked as delivered that never came is treated as lost: we open a search with the carrier and send a replacement after three days.',
    asks: [
      '(tracking|the carrier|it) says delivered (but|and yet) (I never got|there is no) (package|{item}|parcel)',
      'my (package|parcel|{item}) (was marked as|shows as) delivered {when} but (it is not here|nobody here has it)',
      '(I think|it looks like) my (parcel|package|{item}) (got lost|went missing|has disappeared) (on the way|in the post|)',
      'the courier (left it somewhere|gave it to somebody else|says a neighbour has it) (and I cannot find|but there is no) (my {item}|package)',
      'no trace of (my parcel|order {order}) although it (is|was) supposedly delivered',
    ],
  },
  {
    name: 'parcel_damaged',
    reply: 'I am sorry that it arrived damaged. Please send two photos, of the box and of the damage, and we will ship a new one at once.',
    asks: [
      '(my {item}|the package|order {order}) (arrived|came|was delivered) (damaged|broken|scratched|with a dent)',
      'the box was (crushed|torn open|soaked) (and the {item} is|so my {item} is) (scratched|bent|broken)',
      '(just unpacked|opened) (the|my) {item} and (it has a crack|the paint is chipped|it is bent)',
      'I received a (broken|damaged|scratched) {item} {when}',
      'transport damage on (order {order}|the {item}), what (now|do I do)',
    ],
  },
  {
    name: 'cancel_order',
    reply: 'I have cancelled your order; if it was already paid, the money is back with you in three to five working days.',
    asks: [
      '(please|can you|I want to|I need to) cancel (my order|order {order}|the {item} I ordered)',
      'I (do not need|changed my mind about|no longer want) the {item} (I ordered {when}|anymore|from order {order})',
      'is it (still possible|too late) to (cancel|stop) (my order|order {order})',
      '(stop|call off) (order {order}|my order) (before it ships|please|)',
      'ordered (the wrong {item}|by mistake), (cancel it|can I cancel)',
    ],
  },
  {
    name: 'change_address',
    reply: 'I have changed the delivery address of your order; you will get a confirmation by e-mail in a minute.',
    asks: [
      '(I moved|we are moving|I gave the wrong street), (can you|please) (change|update) the (delivery|shipping) address',
      '(please|can you) send (order {order}|my {item}) to (another address|my office|{city}) instead',
      'wrong (house number|postcode|address) on (my order|order {order})',
      'how do I (change|correct|update) (where my {item} is delivered|the shipping address)',
      'deliver (it|my order) to (my new place in {city}|my parents in {city}) not to (the old address|home)',
    ],
  },
  {
    name: 'change_order',
    reply: 'I have changed your order as you asked; any difference in price is charged or paid back automatically.',
    asks: [
      'can I (add|put) (a {item}|another {item}) (to|in) (my order|order {order})',
      'please (swap|replace) the {item} (in my order|in order {order}) (with|for) (a {item}|the {color} one)',
      '(I want|I would like) (two {item}s instead of one|the {color} one instead) (in order {order}|before it ships|)',
      '(remove|take out) the {item} (from my order|and keep the rest)',
      'is it (possible|ok) to (change|edit) (what I ordered|the items in order {order}|the colour to {color})',
    ],
  },
  {
    name: 'stock_check',
    reply: 'Stock is shown live on the product page; press Notify me there and you get a message the moment it is back.',
    asks: [
      '(is|are) the (|{color} ){item}(s|) (in stock|available|sold out)',
      'when (will|do) you (have|get) the {item} (back|again|in {color})',
      '(do you have|have you got) (a|any) {item}(s|) (left|in {city}|in size {size})',
      'the {item} is (out of stock|sold out|greyed out), (when is it back|will it come back)',
      'how many {item}s are (left|there) (in the {city} shop|)',
    ],
  },
];
