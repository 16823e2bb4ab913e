import { commandTrainer } from '../../adapters/trainers/command.ts';
import type { TrainingOrder } from '../../adapters/trainers/trainer.ts';
import { call, commandOptions } from './trainer-scene.ts';

/** A process that orders one job of a command trainer, to be killed on its way. */
const { folder, order } = JSON.parse(process.argv[2] ?? '') as { folder: string; order: TrainingOrder };
await commandTrainer({ ...commandOptions(folder), env: process.env }).submit(order, call);
