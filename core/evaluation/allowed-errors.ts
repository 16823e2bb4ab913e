/** Errors that may stand in for answers: a share, but at least one, or a small suite could never have any. */
export const allowedErrors = (answers: number, share: number): number => (share === 0 ? 0 : Math.ceil(share * answers));
