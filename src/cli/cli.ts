import type { Command } from 'commander'
import type { Clock } from '../kit/clock.ts'
import type { Locale } from '../kit/errors.ts'

/** What a command is given besides its arguments. */
export interface Cli {
  /** Root of the checkout or installed package. */
  root: string
  cwd: string
  env: Record<string, string | undefined>
  clock: Clock
  /** Language of the terminal. */
  locale: Locale
  /** Results: what another program may read. */
  out(text: string): void
  /** Everything else: progress, notes, errors. */
  note(text: string): void
  /** The sentence in the terminal's language. */
  say(en: string, zh: string): string
}

/** Adds one command; `commands.ts` lists them. */
export type RegisterCommand = (program: Command, cli: Cli) => void

/** Options every command that opens the stores understands. */
export interface PlaceOptions {
  data?: string
  config?: string
}

/** The terminal's language by LC_ALL, LC_MESSAGES, LANG; null when it names none. */
export function terminalLocale(env: Record<string, string | undefined>): Locale | null {
  const name = [env.LC_ALL, env.LC_MESSAGES, env.LANG].find((value) => value !== undefined && value !== '')
  if (name === undefined || /^(C|POSIX)\b/i.test(name)) return null
  return /^zh/i.test(name) ? 'zh-CN' : 'en'
}

export function placeOptions(command: Command, cli: Cli): Command {
  return command
    .option('--data <dir>', cli.say('data folder', '数据目录'))
    .option('--config <file>', cli.say('settings file', '配置文件'))
}
