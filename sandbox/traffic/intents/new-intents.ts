import type { Intent } from './intent.ts';

/** What nobody asks at first: for tests of how a model meets new demands. */
export const newIntents: readonly Intent[] = [
  {
    name: 'helmet_recall',
    reply: 'Please do not wear a helmet of series K4 any longer: enter its number on our recall page and we send a new one free of charge.',
    asks: [
      'is my helmet (affected by|part of) the recall',
      '(I read|heard) about (a|the) (helmet recall|recalled helmets), what (do I do|now)',
      'my helmet is series K4, (is it dangerous|do I get a new one)',
      'how do I (register|send in) a recalled helmet',
    ],
  },
  {
    name: 'cargo_rental',
    reply: 'Cargo bicycles can be rented by the day in our larger shops, from 35, child seats included.',
    asks: [
      '(can I|I want to) rent a cargo bike (for a day|for the weekend|in {city})',
      'how much is (renting|hiring) a cargo bike',
      '(do you hire out|do you rent) cargo bikes (in {city}|with child seats|)',
      'need a cargo bike for (moving|Saturday), rental possible',
    ],
  },
  {
    name: 'trade_in',
    reply: 'We take used bicycles in part exchange: upload three photos and you have an offer within a day.',
    asks: [
      '(can I|do you let me) trade in my old {bike}',
      'what (would you pay|do I get) for my used {bike}',
      '(part exchange|trading in) an old bike against (a new {bike}|an {ebike})',
      'do you buy (second hand|used) bikes',
    ],
  },
  {
    name: 'app_pairing',
    reply: 'Open the app, hold the light button for five seconds until it blinks blue, and choose your bicycle from the list.',
    asks: [
      'the app does not (find|connect to|pair with) my {ebike}',
      'how do I (pair|connect) (my phone|the app) (with|to) the {ebike}',
      'bluetooth (pairing|connection) (fails|drops) (with the display|in the app|)',
      'app says no bike found',
    ],
  },
  {
    name: 'club_membership',
    reply: 'Club members get five per cent back and a free service a year; joining is free under My Account.',
    asks: [
      'how do I (join|become a member of) (the|your) club',
      'what are the (benefits|advantages) of (club membership|being a member)',
      'my club points (are missing|have expired|do not show)',
      'where do I see my (club|member) points',
    ],
  },
  {
    name: 'group_ride',
    reply: 'Group rides start every first Sunday of the month at nine at each shop; just come, with a helmet.',
    asks: [
      '(when is|is there) the next group ride (in {city}|)',
      'can (beginners|children|I) (join|come to) the (Sunday|group) ride',
      'where does the group ride (start|meet) (in {city}|)',
      'do I have to (sign up|register) for the group ride',
    ],
  },
];
