import type { Intent } from './intent.ts';

export const workshopIntents: readonly Intent[] = [
  {
    name: 'repair_booking',
    reply: 'You can book a workshop slot online under Service; most cities have one free within four days.',
    asks: [
      '(I want to|can I|I would like to) (book|make|get) (a|an) (service|repair|workshop) (appointment|slot) (in {city}|)',
      '(my bike needs|time for) (a service|an inspection|a check), (when can I come|any free slots) (in {city}|)',
      'when (is|do you have) the next (free appointment|slot) (for a repair|in the workshop)',
      '(can somebody|who can) (repair|fix|service) my {bike} (this week|in {city}|)',
      'I need to (bring in|drop off) my {bike} for (repair|a service)',
    ],
  },
  {
    name: 'repair_status',
    reply: 'The workshop sends you a message when your bicycle is ready; most repairs take two working days.',
    asks: [
      '(is|when is) my {bike} (ready|done|finished) (yet|at the workshop|)',
      'I (dropped off|left) my {bike} (at the workshop|for repair) {when}, (how far is it|any news)',
      '(what is|tell me) the status of (my repair|the repair of my {bike})',
      'how (long|much longer) (will|does) (the repair|the service) (take|need) (still|)',
      'when can I (pick up|collect) my {bike} (from the workshop|after the repair)',
    ],
  },
  {
    name: 'repair_price',
    reply: 'A basic service is 69, a full one 129, parts extra; we always call before anything beyond that.',
    asks: [
      'how much (is|does) (a service|a repair|an inspection|new {part}) (cost|) (for a {bike}|)',
      'what (do you charge|would it cost) to (replace|change|fix) the {part}',
      '(can I get|please make) (a quote|an estimate) for (repairing my {bike}|new {part}|the {part})',
      '(price|cost) (of|for) (a full service|a {part} replacement|fitting {part})',
      'the (workshop|repair) bill is (higher|more) than (you said|the estimate)',
    ],
  },
  {
    name: 'warranty_claim',
    reply: 'Frames have a warranty of five years and other parts of two; send us the order number and photos and we take it from there.',
    asks: [
      '(is this|is the {part}) (covered by|under) (warranty|guarantee)',
      'the {part} (broke|cracked|failed) (after {when}|already), (I want to claim|can I claim) (warranty|on the guarantee)',
      'how (long is|do I claim) the (warranty|guarantee) (on my {bike}|on the {part}|)',
      '(a crack|rust) (in|on) the frame of my {bike}, (is that a warranty case|is it guaranteed)',
      'my {bike} is (only a year old|from {when}) and the {part} is broken, who pays',
    ],
  },
  {
    name: 'brakes_squeak',
    reply: 'Squealing brakes are mostly dirty: clean disc or rim with brake cleaner, then brake hard ten times. If it stays, the pads are due.',
    asks: [
      '(my|the) brakes (squeak|squeal|scream|make a noise) (when it is wet|when I stop|)',
      '(terrible|loud|awful) (noise|squealing) (when I brake|from the {end} brake)',
      'the {end} (disc|brake) is (noisy|rubbing|squeaking) (on my {bike}|since {when}|)',
      'how do I (stop|get rid of) (brake noise|squeaking brakes)',
      '(brake pads|the discs) (sound awful|screech) on my {bike}',
    ],
  },
  {
    name: 'gears_skip',
    reply: 'Skipping gears nearly always need cable tension: turn the barrel adjuster half a turn outwards. A worn chain needs replacing.',
    asks: [
      '(my|the) gears (skip|jump|slip) (under load|uphill|since {when}|)',
      'the chain (jumps|falls off|skips) (when I shift|in the small gear|on hills)',
      '(cannot|hard to) (shift|change) (into the big gear|gears|up) on my {bike}',
      'the derailleur (is misaligned|clicks|rattles), how do I (adjust|set) it',
      'shifting (is rough|does not work) (on my {bike}|any more|since {when})',
    ],
  },
  {
    name: 'flat_tyre',
    reply: 'For a flat tyre you need a tube in the size printed on the sidewall; our video shows the change in six minutes.',
    asks: [
      '(I have|got) (a flat|a puncture|a flat tyre) (on the {end} wheel|on my {bike}|)',
      'how do I (change|replace|patch) (a tube|the inner tube|a tyre) (on my {bike}|)',
      'the {end} tyre (loses air|goes flat|is flat) (every day|overnight|since {when})',
      'which (tube|inner tube) (do I need|fits) (my {bike}|the {end} wheel)',
      'drove over (glass|a nail) and the (tyre|tube) is (flat|gone)',
    ],
  },
  {
    name: 'wheel_wobble',
    reply: 'A wheel that wobbles has to be trued; please do not ride on it, any of our workshops does it while you wait.',
    asks: [
      '(my|the) {end} wheel (wobbles|is bent|is not straight|rubs on the frame)',
      'a spoke (broke|is loose) on the {end} wheel (and it wobbles|)',
      'there is (play|a wobble) in the {end} wheel (of my {bike}|)',
      'hit a (kerb|pothole) and the (rim|{end} wheel) is (bent|out of true)',
      '(can you|how do I) (true|straighten) (a wheel|a bent rim)',
    ],
  },
  {
    name: 'assembly_help',
    reply: 'The bicycle comes nine tenths assembled: bars, pedals and front wheel are left, and the film behind the QR code shows each step.',
    asks: [
      '(how do I|I cannot) (assemble|put together|build) (my new {bike}|the {bike})',
      'the (manual|instructions) for (assembling|the assembly of) (my {bike}|the {part}) (is missing|makes no sense)',
      'which way do the (pedals|handlebars) go (on my new {bike}|)',
      '(what tools|which tool) do I need to (assemble|mount|fit) the ({bike}|{part})',
      'my new {bike} came in a box, (what now|how do I mount the {part})',
    ],
  },
  {
    name: 'battery_range',
    reply: 'Cold, hills and the turbo level shorten the range by up to a half; below sixty per cent of the promised range we test the battery free of charge.',
    asks: [
      'the (battery|range) (of my {ebike}|) (only lasts|is down to) {km} km',
      '(how far|how many km) (should|can) (an|my) {ebike} (go|ride) on one charge',
      'battery (drains|is empty) (too fast|after {km} km|in the cold)',
      'my {ebike} (does not get|has lost) (the promised range|half its range) (since {when}|)',
      'is {km} km (normal|all) for (a full battery|my {ebike})',
    ],
  },
  {
    name: 'battery_not_charging',
    reply: 'Please clean the contacts and try another socket; if the charger\'s light stays off, the charger is faulty and we replace it.',
    asks: [
      '(my|the) (battery|{ebike}) (does not|will not) charge (any more|since {when}|)',
      'the charger (light is off|blinks red|gets hot) (and nothing happens|)',
      '(plugged in|charged) all night and the battery is still (empty|at {km} per cent)',
      'charging (stops|fails) (after a few minutes|at {km} per cent)',
      '(do I need|where can I buy) a (new|spare) charger for my {ebike}',
    ],
  },
  {
    name: 'error_code',
    reply: 'Switch it off, take the battery out for a minute and switch it on again; if the code comes back, the workshop reads out the motor.',
    asks: [
      '(my {ebike}|the display|the motor) shows (error|code) {code}',
      'what does (error|code) {code} mean (on my {ebike}|)',
      'the motor (cuts out|stops|does not help) (and the display says {code}|while riding|uphill)',
      'the display (is black|stays off|freezes) on my {ebike}',
      'error {code} (again|since {when}), (cannot ride|no support from the motor)',
    ],
  },
];
