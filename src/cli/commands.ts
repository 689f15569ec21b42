import type { RegisterCommand } from './cli.ts'
import { registerMigrate } from './migrate/command.ts'
import { registerStart } from './start/command.ts'
import { registerUser } from './user/command.ts'

/** Every command; a new one is a folder and a line here. */
export const commands: readonly RegisterCommand[] = [registerStart, registerMigrate, registerUser]
