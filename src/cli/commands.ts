import type { RegisterCommand } from './cli.ts'

export interface CommandEntry {
  /** As typed after `liangti`. */
  name: string
  load(): Promise<RegisterCommand>
}

/**
 * Every command, in the order of the help; a new one is a folder and a line here. Each is loaded when it is asked for:
 * an algorithm of the lab needs nothing of the server, and has the memory for itself.
 */
export const commands: readonly CommandEntry[] = [
  { name: 'start', load: async () => (await import('./start/command.ts')).registerStart },
  { name: 'import', load: async () => (await import('./import/command.ts')).registerImport },
  { name: 'loop', load: async () => (await import('./loop/command.ts')).registerLoop },
  { name: 'lab', load: async () => (await import('./lab/command.ts')).registerLab },
  { name: 'doctor', load: async () => (await import('./doctor/command.ts')).registerDoctor },
  { name: 'backup', load: async () => (await import('./backup/command.ts')).registerBackup },
  { name: 'restore', load: async () => (await import('./backup/command.ts')).registerRestore },
  { name: 'migrate', load: async () => (await import('./migrate/command.ts')).registerMigrate },
  { name: 'keys', load: async () => (await import('./keys/command.ts')).registerKeys },
  { name: 'user', load: async () => (await import('./user/command.ts')).registerUser },
  { name: 'bench', load: async () => (await import('./bench/command.ts')).registerBench },
  { name: 'demo', load: async () => (await import('./demo/command.ts')).registerDemo },
]
