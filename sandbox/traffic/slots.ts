/** The words that fill the templates. Orders, codes and addresses belong to nobody; `example.com` is reserved for that. */
export const slots: Record<string, readonly string[]> = {
  item: ['helmet', 'bike', 'city bike', 'jacket', 'light', 'pump', 'child seat', 'lock', 'trailer', 'rain cape', 'saddle', 'pannier', 'battery', 'mudguard', 'bell', 'charger', 'tube', 'bottle'],
  wear: ['jersey', 'gloves', 'helmet', 'shoes', 'rain jacket', 'shorts', 'overshoes', 'jacket'],
  bike: ['bike', 'city bike', 'road bike', 'gravel bike', 'mountain bike', 'e-bike', 'folding bike', 'kids bike', 'trekking bike', 'bicycle'],
  ebike: ['e-bike', 'ebike', 'electric bike', 'pedelec', 'e-bike'],
  part: ['pedals', 'chain', 'brake pads', 'cassette', 'tyres', 'rear rack', 'handlebars', 'fork', 'motor', 'saddle', 'derailleur', 'battery', 'kickstand', 'stem', 'brake', 'light'],
  end: ['front', 'rear', 'back'],
  color: ['black', 'green', 'red', 'blue', 'white', 'grey', 'yellow'],
  size: ['S', 'M', 'L', 'XL', '52', '54', '56', '58'],
  height: ['168 cm', '175 cm', '1.82 m', '190', '5 foot 6', 'six feet'],
  city: ['Riverton', 'Oldport', 'Lakeside', 'Northfield', 'Easton', 'Hillcrest', 'Marlow Bay'],
  country: ['Norway', 'Iceland', 'Switzerland', 'Ireland', 'Portugal', 'Canada', 'Japan', 'Malta'],
  when: ['yesterday', 'last week', 'on Monday', 'last Friday', 'two weeks ago', 'a month ago', 'three days ago', 'on the 3rd', 'in March', 'this morning', 'ten days ago', 'at the weekend'],
  order: ['#10{n}{n}{n}', 'number 20{n}{n}{n}', 'OB-{n}{n}{n}{n}', '#3{n}{n}{n}{n}'],
  code: ['E0{n}', 'W{n}{n}{n}', '50{n}', 'RIDE{n}{n}', 'SPRING{n}'],
  km: ['20', '25', '30', '35', '40', '50', '60', '80'],
  email: ['ada{n}@example.com', 'sam.rider{n}@example.com', 'kim{n}{n}@example.org', 'office{n}@example.net'],
  n: ['0', '1', '2', '3', '4', '5', '6', '7', '8', '9'],
};

/** What people say before they come to the point. Much of it sounds like another question. */
export const contexts: readonly string[] = [
  'I bought a {bike} from you {when}',
  'I am a customer for years',
  'this is about order {order}',
  'I ordered a {item} and a {item} {when}',
  'my daughter got a {bike} for her birthday',
  'I was in your shop in {city} {when}',
  'I already wrote to you {when} and nobody answered',
  'the delivery was quick and the {item} is great',
  'I paid by card {when}',
  'I use my {bike} to get to work every day',
  'the workshop in {city} had my {bike} {when}',
  'I returned a {item} once and that was easy',
  'we are going on a tour with our {bike}s soon',
  'I tried your website and the app but found nothing',
  'my account is under {email}',
  'the {part} are still from the first day',
  'it is for my wife, she rides a {bike}',
  'I have a gift card too but that is another story',
  'your newsletter brought me here',
  'my {ebike} is two years old',
  'I know the price and the size already',
  'after the last repair everything was fine',
];

export const greetings: readonly string[] = ['hi', 'hello', 'hey', 'good morning', 'hi there', 'dear team', 'good evening', 'hello everybody'];

export const closings: readonly string[] = [
  'thanks', 'thank you', 'please help', 'many thanks in advance', 'regards, Kim', 'cheers', 'please answer soon',
  'I need it by the weekend', 'you can reach me at {email}', 'that would be great', 'I am a bit annoyed', 'sorry to bother you', 'best wishes, Sam',
];

/** Said by some, meaning nothing: what is left unsaid in it makes a question hard even for a person. */
export const vagueAsks: readonly string[] = ['what about my {item}', 'there is a problem with my {bike}', 'can you help me with order {order}', 'something is wrong with the {item}'];
