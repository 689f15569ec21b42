import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { parseMapping } from '../../customer/index.ts'
import { type Cli, type PlaceOptions, placeOptions, type RegisterCommand } from '../cli.ts'
import { withProgress } from '../progress.ts'
import { withApp } from '../with-app.ts'
import { loopErrors } from './errors.ts'
import { intervalText } from './html.ts'
import type { LoopReport } from './report-shape.ts'
import { evaluateLoop, runLoop } from './run.ts'
import { speaker } from './words.ts'
import { placeOf } from './workspace.ts'

interface LoopOptions extends PlaceOptions {
  orders?: string
  responses?: string
  map?: string
  asOf?: string
  out: string
  workspace?: string
  currency: string
  zone: string
  window: string
  seeds: string
  json?: boolean
}

/** `liangti loop`: the main job without a browser. */
export const registerLoop: RegisterCommand = (program, cli) => {
  placeOptions(program.command('loop'), cli)
    .description(
      cli.say(
        'From an orders file to proposed campaigns with control groups, and to their evaluation',
        '从订单文件到带对照组的营销活动建议，再到效果评估',
      ),
    )
    .option(
      '--orders <file>',
      cli.say(
        'orders: CSV, TSV, NDJSON, Parquet, xlsx; gzip',
        '订单文件：CSV、TSV、NDJSON、Parquet、xlsx，可为 gzip',
      ),
    )
    .option(
      '--responses <file>',
      cli.say(
        'orders that followed: evaluates the campaigns of --out',
        '后续订单：评估 --out 目录中的营销活动',
      ),
    )
    .option('--map <file>', cli.say('mapping in YAML; guessed without it', 'YAML 映射文件，缺省时自动识别'))
    .option(
      '--as-of <date>',
      cli.say(
        'end of the past; inside history also what followed is evaluated',
        '截止日期；若在历史之内，则同时评估其后的情况',
      ),
    )
    .option(
      '--out <dir>',
      cli.say('where report.html, report.json and lists go', '输出目录'),
      'liangti-report',
    )
    .option(
      '--workspace <address>',
      cli.say('address of the workspace; made from the file name', '工作区地址，默认取自文件名'),
    )
    .option('--currency <code>', cli.say('currency of a new workspace', '新工作区的币种'), 'CNY')
    .option('--zone <zone>', cli.say('time zone of a new workspace', '新工作区的时区'), 'Asia/Shanghai')
    .option('--window <days>', cli.say('days in which outcomes count', '效果观察期（天）'), '60')
    .option('--seeds <n>', cli.say('draws for the check of the method', '检验方法可信度的抽取次数'), '500')
    .option('--json', cli.say('print report.json', '输出 report.json'))
    .action(async (options: LoopOptions) => {
      const report = await withApp(cli, options, (app) =>
        withProgress(cli, (task) => {
          const out = resolve(cli.cwd, options.out)
          if (options.responses !== undefined)
            return evaluateLoop(
              app,
              readReport(out),
              resolve(cli.cwd, options.responses),
              out,
              cli.locale,
              task,
            )
          if (options.orders === undefined) throw loopErrors.noReport({ path: '--orders' })
          const map = options.map === undefined ? null : resolve(cli.cwd, options.map)
          return runLoop(
            app,
            {
              orders: resolve(cli.cwd, options.orders),
              mapping: map === null ? null : parseMapping(readFileSync(map, 'utf8'), map),
              place: placeOf(options.orders, options),
              asOf: options.asOf === undefined ? null : dayOf('--as-of', options.asOf),
              out,
              windowDays: wholeNumber('--window', options.window, 1, 365),
              seeds: wholeNumber('--seeds', options.seeds, 1, 10_000),
              locale: cli.locale,
            },
            task,
          )
        }),
      )
      cli.out(options.json ? JSON.stringify(report) : summaryOf(report, cli, resolve(cli.cwd, options.out)))
    })
}

function readReport(out: string): LoopReport {
  const path = join(out, 'report.json')
  if (!existsSync(path)) throw loopErrors.noReport({ path })
  return JSON.parse(readFileSync(path, 'utf8')) as LoopReport
}

function dayOf(option: string, value: string): string {
  const at = /^\d{4}-\d{2}-\d{2}$/.test(value) ? new Date(`${value}T00:00:00Z`) : new Date(Number.NaN)
  if (Number.isNaN(at.getTime()) || at.toISOString().slice(0, 10) !== value)
    throw loopErrors.badDate({ option, value })
  return value
}

function wholeNumber(option: string, value: string, from: number, to: number): number {
  const number = Number(value)
  if (!Number.isInteger(number) || number < from || number > to)
    throw loopErrors.badNumber({ option, value, from, to })
  return number
}

function summaryOf(report: LoopReport, cli: Cli, out: string): string {
  const s = speaker(cli.locale)
  const { quality: q, concentration: c } = report
  const lines = [
    `${s.count(q.read)} ${s.say('read')} = ${s.count(q.stored)} ${s.say('stored')} + ${s.count(q.repeated)} ${s.say('repeated')} + ${s.count(q.rejected)} ${s.say('rejected')}`,
    `${s.say('withoutCustomer')}: ${s.count(q.withoutCustomer)} · ${s.say('returns')}: ${s.count(q.returns)}`,
  ]
  if (c)
    lines.push(
      s.say('concentrationSays', { n: s.count(c.half.customers), share: s.percent(c.half.customersShare) }),
    )
  for (const { opportunity, lists, evaluation, placebo } of report.campaigns) {
    lines.push(
      '',
      `${s.say(`objective_${opportunity.objective}`)}: ${opportunity.title[s.locale]} — ${s.say('target')} ${s.count(lists.targetCustomers)}, ${s.say('control')} ${s.count(lists.controlCustomers)}`,
    )
    if (evaluation)
      lines.push(`  ${s.say('effect')}: ${intervalText(evaluation.effectPerCustomer, report.currency, s)}`)
    if (placebo)
      lines.push(
        `  ${s.say('placeboSays', { seeds: s.count(placebo.seeds), coverage: s.percent(placebo.coverage) })}`,
      )
  }
  for (const { objective, reason } of report.missing)
    lines.push('', `${s.say(`objective_${objective}` as 'objective_grow')}: ${reason[s.locale]}`)
  return [...lines, '', join(out, 'report.html')].join('\n')
}
