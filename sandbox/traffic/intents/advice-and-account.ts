import type { Intent } from './intent.ts';

export const adviceAndAccountIntents: readonly Intent[] = [
  {
    name: 'size_advice',
    reply: 'Measure your inside leg in centimetres and enter it in the size guide on the product page: it names the frame that fits you.',
    asks: [
      '(which|what) (frame size|size) (do I need|should I take|fits me) (for a {bike}|)',
      'I am {height} tall, (is size {size} right|which {bike} size) (for me|)',
      '(between|torn between) size {size} and {size} (for the {bike}|), what do you (advise|recommend)',
      'how do I (measure|find out) my (size|frame size) (for a {bike}|for a {wear}|)',
      'does the {wear} (run small|come up big|fit true to size)',
    ],
  },
  {
    name: 'part_compatibility',
    reply: 'Tell me the model and year of your bicycle, both are on a sticker under the frame, and I will check that the part fits.',
    asks: [
      '(does|will) (the|this) {part} (fit|work with|go on) my {bike}',
      '(is|are) (the|these) {part} compatible with (my {bike}|a {bike} from {when})',
      'which {part} (do I need|fits|can I mount) (for|on) my {bike}',
      'can I (mount|put|use) (a {item}|{part}) on (a|my) {bike}',
      'will a {item} (fit|attach to) my {bike}',
    ],
  },
  {
    name: 'test_ride',
    reply: 'Test rides are free in all our shops: book the model and the shop online and bring an identity card.',
    asks: [
      '(can I|I would like to) (test|try|test ride) (the|a) {bike} (in {city}|before I buy|)',
      '(do you offer|how do I book) (test rides|a test ride) (in {city}|)',
      'is the {bike} (available for a test ride|there to try) (in {city}|this week)',
      'want to (ride|try out) (the|an) ({bike}|{ebike}) first',
      'may I (sit on|ride) the {bike} (before buying|in the shop)',
    ],
  },
  {
    name: 'store_hours',
    reply: 'Our shops are open Monday to Saturday from ten to seven; the address of each is under Shops.',
    asks: [
      '(when|what time) (do you|does the shop in {city}) (open|close) (on Saturday|today|)',
      'are you open (on Sunday|on holidays|{when}) (in {city}|)',
      '(what are|tell me) (your|the) opening (hours|times) (in {city}|)',
      'where (is|do I find) your (shop|store) in {city}',
      'until when can I (come by|pick up my {item}) (today|in {city})',
    ],
  },
  {
    name: 'login_problem',
    reply: 'Please ask for a new password on the sign-in page; the mail comes within two minutes, look in the spam folder as well.',
    asks: [
      '(I cannot|I can not|unable to) (log in|sign in|get into my account)',
      '(forgot|lost) my password (and the reset mail does not come|)',
      'my (account|login) (is locked|does not work|says wrong password)',
      'the password reset (link|mail) (never arrives|has expired|does not work)',
      'locked out of my account (since {when}|and I need to see my order)',
    ],
  },
  {
    name: 'change_email',
    reply: 'You can change your e-mail address under My Account; we send a link to the new address to confirm it.',
    asks: [
      '(how do I|I want to|please) (change|update) (my e-mail|the e-mail address) (in my account|to {email}|)',
      'my (old|work) e-mail (no longer works|is gone), (use|please write to) {email}',
      '(wrong|misspelt) e-mail (in my account|on order {order}), it should be {email}',
      'can you (send|switch) everything to {email} (instead|from now on)',
      'new e-mail address: {email}',
    ],
  },
  {
    name: 'delete_account',
    reply: 'Your account and all data that we need not keep by law are erased within thirty days; you get a confirmation.',
    asks: [
      '(please|I want you to|how do I) (delete|close|remove) my account',
      '(erase|delete) all (my data|the data you have about me)',
      'I (do not want|no longer want) an account (with you|here)',
      'what data (do you have|is stored) about me, (delete it|I want it gone)',
      'close my customer account ({email}|)',
    ],
  },
  {
    name: 'unsubscribe',
    reply: 'You are off the list; a newsletter already on its way may still reach you this week.',
    asks: [
      '(stop|no more|please stop) (sending me|) (e-mails|newsletters|advertising)',
      '(unsubscribe|take {email} off the list|remove me from the newsletter)',
      'the unsubscribe (link|button) (does not work|is broken)',
      'I (still get|keep getting) your newsletter (although I unsubscribed|every day|)',
      'how do I (cancel|end) the newsletter',
    ],
  },
  {
    name: 'lock_key_lost',
    reply: 'With the number on your key card we make you a new key for 12; without it the lock has to be opened by our workshop.',
    asks: [
      '(I lost|lost) (the|my) key(s|) (for|to|of) (my lock|the bike lock|the battery)',
      '(can I get|need) a (spare|new|second) key for (my lock|the battery lock)',
      'my (bike lock|lock) (is stuck|does not open|jams)',
      'the key (broke off|bent) in (the lock|my {bike} lock)',
      'locked my {bike} and the key is gone',
    ],
  },
  {
    name: 'stolen_bike',
    reply: 'I am sorry. Report it to the police first; here is how to get the frame number and the purchase record for your insurance.',
    asks: [
      'my {bike} (was|has been|got) stolen {when}',
      '(somebody|someone) (stole|took) my {bike} (in {city}|)',
      'I need the frame number of my {bike} for (the police|my insurance)',
      '(theft|my bike is gone), (what do I need for|papers for) (the insurance|the police)',
      'can you (block|track|find) my stolen {ebike}',
    ],
  },
  {
    name: 'bike_leasing',
    reply: 'We work with all big leasing companies: choose Leasing at the checkout, your employer releases it and we do the rest.',
    asks: [
      '(can I|is it possible to) lease (a|the) {bike} (through my employer|from you|)',
      '(do you accept|which) (leasing|company bike leasing) (companies|offers|)',
      'my (employer|company) pays for (a {bike}|an {ebike}), how (does it work|do I order)',
      'how (much|does) (a leased {bike}|leasing) (cost|work) (a month|)',
      'the leasing (contract|approval) for my {bike} (is missing|has not come)',
    ],
  },
];
