import { diagnose, type Finding } from '../../stores/index.ts'
import { type Cli, type PlaceOptions, placeOptions, type RegisterCommand } from '../cli.ts'
import { settingsOf } from '../settings.ts'

const marks: Record<Finding['status'], string> = { ok: '✓', warn: '!', fail: '✗' }

/** `liangti doctor`: what runs where, what is wrong and what to do. Changes nothing; ends with 1 when something fails. */
export const registerDoctor: RegisterCommand = (program, cli) => {
  placeOptions(program.command('doctor'), cli)
    .description(cli.say('Explain what runs where and what is wrong', '检查运行环境，说明问题和解决办法'))
    .option('--json', cli.say('print one JSON object', '输出 JSON'))
    .action(async (options: PlaceOptions & { json?: boolean }) => {
      const config = settingsOf(cli, options)
      const findings = await diagnose(config, cli.clock)
      cli.out(
        options.json
          ? JSON.stringify({ findings })
          : findings.map((finding) => line(cli, finding)).join('\n'),
      )
      if (findings.some(({ status }) => status === 'fail')) process.exitCode = 1
    })
}

function line(cli: Cli, { status, what, fix }: Finding): string {
  const remedy = fix === null ? '' : `\n    → ${fix[cli.locale]}`
  return `${marks[status]} ${what[cli.locale]}${remedy}`
}
