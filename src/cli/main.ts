import { Command } from 'commander'
import { systemClock } from '../kit/clock.ts'
import { packageVersion } from '../kit/paths.ts'
import { type Cli, terminalLocale } from './cli.ts'
import { commands } from './commands.ts'
import { failureOf } from './failure.ts'

export interface MainOptions {
  root: string
  cwd?: string
  env?: Record<string, string | undefined>
  out?: (text: string) => void
  note?: (text: string) => void
}

/**
 * The command line. Results go to standard output, everything else to standard error.
 * Sets `process.exitCode`: 0, 2 for wrong input, 1 for every other failure.
 */
export async function main(argv: readonly string[], options: MainOptions): Promise<void> {
  const env = options.env ?? process.env
  const locale = terminalLocale(env) ?? (env.LIANGTI_LOCALE === 'en' ? 'en' : 'zh-CN')
  const cli: Cli = {
    root: options.root,
    cwd: options.cwd ?? process.cwd(),
    env,
    clock: systemClock,
    locale,
    out: options.out ?? ((text) => process.stdout.write(`${text}\n`)),
    note: options.note ?? ((text) => process.stderr.write(`${text}\n`)),
    say: (en, zh) => (locale === 'en' ? en : zh),
  }
  const program = new Command('liangti')
    .description(
      cli.say('Measure every customer, tailor every contact.', '量体裁衣：了解每一位客户，用心每一次触达。'),
    )
    .version(packageVersion(), '-V, --version')
    .exitOverride()
    .showHelpAfterError(false)
    .configureOutput({
      writeOut: (text) => cli.out(text.trimEnd()),
      writeErr: (text) => cli.note(text.trimEnd()),
    })
  // The help, or a name that is none of ours, needs all of them.
  const asked = commands.filter(({ name }) => name === argv[0])
  for (const { load } of asked.length > 0 ? asked : commands) {
    const register = await load()
    register(program, cli)
  }
  // Commander copies these to subcommands only when they are made; ours are made by the files above.
  inherit(program)
  try {
    await program.parseAsync([...argv], { from: 'user' })
  } catch (error) {
    const { exitCode, message } = failureOf(error, locale)
    if (message !== '') cli.note(message)
    process.exitCode = exitCode
  }
}

function inherit(parent: Command): void {
  for (const child of parent.commands) {
    child.copyInheritedSettings(parent)
    inherit(child)
  }
}
