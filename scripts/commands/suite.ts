import { Command } from 'commander';
import { suiteFromInteractions } from '../suite/from-interactions.ts';
import { suiteImport } from '../suite/import.ts';
import { suiteList } from '../suite/list.ts';
import { suiteRotate } from '../suite/rotate.ts';
import { suiteShow } from '../suite/show.ts';

/** The `suite` commands: the frozen cases that every candidate is measured on. */
export const suiteCommand = () =>
  new Command('suite')
    .summary('the frozen cases that the gate compares on')
    .description('The frozen cases that every candidate is measured on.')
    .addCommand(suiteImport())
    .addCommand(suiteFromInteractions())
    .addCommand(suiteList())
    .addCommand(suiteShow())
    .addCommand(suiteRotate());
