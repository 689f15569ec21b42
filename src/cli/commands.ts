import { registerBackup, registerRestore } from './backup/command.ts'
import { registerBench } from './bench/command.ts'
import type { RegisterCommand } from './cli.ts'
import { registerDemo } from './demo/command.ts'
import { registerDoctor } from './doctor/command.ts'
import { registerImport } from './import/command.ts'
import { registerLab } from './lab/command.ts'
import { registerLoop } from './loop/command.ts'
import { registerMigrate } from './migrate/command.ts'
import { registerStart } from './start/command.ts'
import { registerUser } from './user/command.ts'

/** Every command, in the order of the help; a new one is a folder and a line here. */
export const commands: readonly RegisterCommand[] = [
  registerStart,
  registerImport,
  registerLoop,
  registerLab,
  registerDoctor,
  registerBackup,
  registerRestore,
  registerMigrate,
  registerUser,
  registerBench,
  registerDemo,
]
