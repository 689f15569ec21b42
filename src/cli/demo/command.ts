import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineErrors } from '../../kit/errors.ts'
import { composeApp } from '../../server/compose.ts'
import { serve } from '../../server/serve.ts'
import type { Cli, RegisterCommand } from '../cli.ts'
import { openLog, settingsOf } from '../settings.ts'
import { type Proof, proveDemo, type SeedResult } from './prove.ts'

const demoErrors = defineErrors('demoCommand', {
  badNumber: {
    kind: 'invalid',
    retryable: false,
    en: (p: { option: string; value: string; from: number; to: number }) =>
      `${p.option} ${p.value} must be a number from ${p.from} to ${p.to}.`,
    'zh-CN': (p: { option: string; value: string; from: number; to: number }) =>
      `${p.option} ${p.value} 必须是 ${p.from} 到 ${p.to} 之间的数字。`,
  },
})

interface ProveOptions {
  seeds: string
  firstSeed: string
  customers: string
  effect: string
  window: string
  json?: boolean
}

/** `liangti demo prove`: does the product find what the demo's world planted, seed after seed? */
export const registerDemo: RegisterCommand = (program, cli) => {
  const demo = program.command('demo').description(cli.say('The demo business', '演示企业'))
  demo
    .command('prove')
    .description(
      cli.say(
        'Live through one demo business a seed and count how often the interval holds the planted effect',
        '逐个种子运行演示企业，统计置信区间覆盖预埋效果的比例',
      ),
    )
    .option('--seeds <n>', cli.say('how many', '种子数量'), '50')
    .option('--first-seed <n>', cli.say('the first one', '起始种子'), '1000')
    .option('--customers <n>', cli.say('people in each', '每个演示企业的客户数'), '4000')
    .option(
      '--effect <factor>',
      cli.say('of the planted response; 0 plants none', '预埋效果的倍数，0 为无效果'),
      '1',
    )
    .option('--window <days>', cli.say('days in which outcomes count', '效果观察期（天）'), '35')
    .option('--json', cli.say('print one JSON object', '输出 JSON'))
    .action(async (options: ProveOptions) => {
      const number = (option: string, value: string, from: number, to: number) => {
        const read = Number(value)
        if (!(read >= from && read <= to)) throw demoErrors.badNumber({ option, value, from, to })
        return read
      }
      const proof = await onAnEmptyFolder(cli, {
        seeds: Math.round(number('--seeds', options.seeds, 1, 1_000)),
        firstSeed: Math.round(number('--first-seed', options.firstSeed, 0, 1_000_000_000)),
        customers: Math.round(number('--customers', options.customers, 500, 200_000)),
        effect: number('--effect', options.effect, 0, 5),
        windowDays: Math.round(number('--window', options.window, 28, 200)),
        locale: cli.locale,
      })
      cli.out(options.json ? JSON.stringify(proof) : textOf(cli, proof))
    })
}

async function onAnEmptyFolder(cli: Cli, options: Parameters<typeof proveDemo>[1]): Promise<Proof> {
  const scratch = mkdtempSync(join(tmpdir(), 'liangti-proof-'))
  chmodSync(scratch, 0o711) // the embedded PostgreSQL runs as another user when we are root
  const config = settingsOf(
    { ...cli, env: {} },
    { data: join(scratch, 'data') },
    { demo: false, port: 0, logLevel: 'warn' },
  )
  try {
    const app = await composeApp(config, { log: openLog(config), clock: cli.clock, engines: 'own' })
    const server = await serve(app).catch(async (error: unknown) => {
      await app.close()
      throw error
    })
    try {
      return await proveDemo(app, options, (result) => cli.note(lineOf(result)))
    } finally {
      await server.stop()
    }
  } finally {
    rmSync(scratch, { recursive: true, force: true })
  }
}

function lineOf(r: SeedResult): string {
  const money = (minor: number | null) => (minor === null ? '–' : (minor / 100).toFixed(2))
  return `  ${r.seed}: ${r.recipients}/${r.control}, ${money(r.plantedMinor)} → ${money(r.estimateMinor)} (${money(r.loMinor)} … ${money(r.hiMinor)}) ${r.covered ? '✓' : '✗'} ${r.verdict}`
}

function textOf(cli: Cli, proof: Proof): string {
  const { covered, seeds, inconclusive, positive, negative } = proof
  return cli.say(
    `The 95 % interval held the planted effect in ${covered} of ${seeds} seeds. Verdicts: ${positive} positive, ${inconclusive} inconclusive, ${negative} negative.`,
    `95% 置信区间在 ${seeds} 个种子中覆盖预埋效果 ${covered} 次。结论：正向 ${positive}，尚无定论 ${inconclusive}，负向 ${negative}。`,
  )
}
