import type { Command } from 'commander';
import { applyCommand } from './apply.ts';
import { championCommand } from './champion.ts';
import { approveCommand, rejectCommand } from './decide.ts';
import { demoCommand } from './demo.ts';
import { devCommand } from './dev.ts';
import { doctorCommand } from './doctor.ts';
import { exportCommand } from './export.ts';
import { importCommand } from './import.ts';
import { rollbackCommand } from './rollback.ts';
import { retrainCommand, runCommand } from './run.ts';
import { statsCommand } from './stats.ts';
import { statusCommand } from './status.ts';
import { suiteCommand } from './suite.ts';

/** Every command, in the order of a user's first day. */
export const commands: readonly (() => Command)[] = [
  demoCommand, devCommand, doctorCommand, applyCommand, importCommand, suiteCommand, runCommand, retrainCommand,
  statusCommand, statsCommand, exportCommand, championCommand, approveCommand, rejectCommand, rollbackCommand,
];
