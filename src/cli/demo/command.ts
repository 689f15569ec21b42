import { chmodSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { defineErrors } from '../../kit/errors.ts'
import { composeApp } from '../../server/compose.ts'
import { serve } from '../../server/serve.ts'
import type { Cli, RegisterCommand } from '../cli.ts'
import { openLog, settingsOf } from '../settings.ts'
import { writeExports } from './exports/write.ts'
import { type Proof, proveDemo, type SeedResult } from './prove.ts'
import { startRefusingMailServer } from './refusing-mail-server.ts'

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
  control: string
  delivery: boolean
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
    .option('--customers <n>', cli.say('people in each', '每个演示企业的客户数'), '2000')
    .option(
      '--effect <factor>',
      cli.say('of the planted response; 0 plants none', '预埋效果的倍数，0 为无效果'),
      '1',
    )
    .option('--window <days>', cli.say('days in which outcomes count', '效果观察期（天）'), '35')
    .option('--control <share>', cli.say('drawn into control', '对照组比例'), '0.35')
    .option('--no-delivery', cli.say('let a mail server refuse every message', '由邮件服务器拒收全部邮件'))
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
        controlShare: number('--control', options.control, 0.05, 0.9),
        locale: cli.locale,
        delivery: options.delivery,
      })
      cli.out(options.json ? JSON.stringify(proof) : textOf(cli, proof))
    })
  demo
    .command('exports')
    .description(
      cli.say(
        'Write what 13 systems know of one made-up population, with a mapping each and the truth',
        '生成同一虚构人群的 13 份系统导出，附字段映射与真值',
      ),
    )
    .requiredOption('--out <folder>', cli.say('where the files go', '输出目录'))
    .option('--people <n>', cli.say('how many there are', '人数'), '2000')
    .option('--seed <n>', cli.say('another one, another population', '随机种子'), '1')
    .action((options: { out: string; people: string; seed: string }) => {
      const number = (option: string, value: string, from: number, to: number) => {
        const read = Number(value)
        if (!(Number.isInteger(read) && read >= from && read <= to))
          throw demoErrors.badNumber({ option, value, from, to })
        return read
      }
      const written = writeExports(options.out, {
        people: number('--people', options.people, 10, 1_000_000),
        seed: number('--seed', options.seed, 0, 1_000_000_000),
      })
      for (const { path, rows } of written) cli.out(`${path}  ${rows}`)
    })
}

async function onAnEmptyFolder(cli: Cli, options: Parameters<typeof proveDemo>[1]): Promise<Proof> {
  const refusing = options.delivery ? null : await startRefusingMailServer()
  const scratch = mkdtempSync(join(tmpdir(), 'liangti-proof-'))
  chmodSync(scratch, 0o711) // the embedded PostgreSQL runs as another user when we are root
  const config = settingsOf(
    { ...cli, env: {} },
    { data: join(scratch, 'data') },
    {
      demo: false,
      port: 0,
      logLevel: 'warn',
      ...(refusing ? { smtpUrl: refusing.url } : {}),
    },
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
    await refusing?.stop()
    rmSync(scratch, { recursive: true, force: true })
  }
}

function lineOf(r: SeedResult): string {
  const money = (minor: number | null) => (minor === null ? '–' : (minor / 100).toFixed(2))
  return `  ${r.seed}: ${r.received}/${r.recipients}/${r.control}, ${money(r.effectMinor)} → ${money(r.estimateMinor)} (${money(r.loMinor)} … ${money(r.hiMinor)}) ${r.covered ? '✓' : '✗'} ${r.verdict}${r.booksAgree ? '' : ' !'}`
}

function textOf(cli: Cli, p: Proof): string {
  const percent = (rate: number) => (100 * rate).toFixed(1)
  const between = `${percent(p.coverage.lo)}–${percent(p.coverage.hi)}`
  const en = [
    `The 95 % interval held the effect that was there in ${p.covered} of ${p.seeds} seeds (${percent(p.coverage.rate)} %; exact interval of the rate ${between} %, ${p.holdsNominal ? 'which holds' : 'which does not hold'} 95 %).`,
    `Verdicts: ${p.positive} positive, ${p.inconclusive} inconclusive, ${p.negative} negative, ${p.noData} without data.`,
    `The report's books and the world's agreed in ${p.booksAgree} of ${p.seeds}. ${p.seconds} s.`,
  ]
  const zh = [
    `95% 置信区间在 ${p.seeds} 个种子中覆盖真实效果 ${p.covered} 次（${percent(p.coverage.rate)}%；覆盖率的精确区间为 ${between}%，${p.holdsNominal ? '包含' : '不包含'} 95%）。`,
    `结论：正向 ${p.positive}，尚无定论 ${p.inconclusive}，负向 ${p.negative}，无数据 ${p.noData}。`,
    `报告与演示世界的账目在 ${p.seeds} 个种子中一致 ${p.booksAgree} 次。用时 ${p.seconds} 秒。`,
  ]
  return cli.say(en.join('\n'), zh.join('\n'))
}
