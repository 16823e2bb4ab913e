/** A call that was not made, since the budget has no room for it, or since nobody knows what it would cost. */
export class BudgetSpent extends Error {
  readonly reason: 'budget' | 'price_unknown';

  constructor(reason: 'budget' | 'price_unknown') {
    super(reason === 'budget' ? 'the budget of this stage is spent' : 'the budget is in money and the price is not known');
    this.name = 'BudgetSpent';
    this.reason = reason;
  }
}
