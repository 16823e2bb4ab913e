export { flywheelCycle } from './cycle.ts';
export { forget } from './forget.ts';
export { notification } from './notification.ts';
export { release } from './release.ts';
export { rollback } from './rollback.ts';
export { sweepJob } from './sweep.ts';
