import { interestProfile, interestShares } from '@liangti/models'
import { csvText } from '../csv-text.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import { anonymousNote, knownCustomers } from '../table/anonymous.ts'
import { emptyCode, type TextColumn } from '../table/columns.ts'
import { endOfDay } from '../table/end-of-day.ts'

const day = 86_400_000

export const interests: LabMethod = {
  name: 'interests',
  en: 'What each customer is interested in now: what they did by topic, fading with a half-life',
  zh: '客户当前的兴趣：按主题累计行为，并随时间按半衰期衰减',
  files: { least: 1, most: 1 },
  options: [
    { flags: '--customer <column>', en: 'who', zh: '客户列' },
    {
      flags: '--topic <column>',
      en: 'what it was about: a category, a brand, an item',
      zh: '主题列：品类、品牌或商品',
    },
    { flags: '--time <column>', en: 'when', zh: '时间列' },
    {
      flags: '--weight <column>',
      en: 'how much it says, below 0 for a dislike; 1 each by default',
      zh: '每条行为的权重，负值表示不喜欢；默认均为 1',
    },
    { flags: '--half-life <days>', en: 'days after which it counts half', zh: '半衰期（天）', default: '30' },
    {
      flags: '--as-of <date>',
      en: 'the moment of the profiles, the last day seen by default; later rows are left out',
      zh: '画像截止日期，默认取最后一天；其后的行不计',
    },
    { flags: '--top <n>', en: 'topics kept for a customer', zh: '每位客户保留的主题数', default: '5' },
    {
      flags: '--out <file>',
      en: 'write customer, rank, topic, weight and share as CSV',
      zh: '把客户、名次、主题、权重与占比写成 CSV',
    },
  ],
  run: runInterests,
}

async function runInterests({ options, file, task, write }: LabRun): Promise<LabResult> {
  const customer = options.required('customer', 'the column that says who.')
  const topic = options.required('topic', 'the column that says what it was about.')
  const time = options.required('time', 'the column that says when.')
  const [weight, out] = [options.text('weight'), options.text('out')]
  const halfLife = options.number('half-life', 'a number of days above 0', (days) => days > 0)
  const top = options.integer('top', 1, 1_000)
  const table = await file().read({
    [customer]: 'text',
    [topic]: 'text',
    [time]: 'time',
    ...(weight === undefined ? {} : { [weight]: 'number' as const }),
  })
  task.signal.throwIfAborted()
  const times = table.allTimes(time)
  const end = endOfDay(options.text('as-of'), times)
  const customers = knownCustomers(table, customer)
  const topics = table.allText(topic)
  const weights = weight === undefined ? null : table.allNumbers(weight)
  const people = profilesOf({ customers, topics, times, weights }, { end, halfLife, top })
  const all = overall(people, topics.levels)
  const asOf = new Date(end).toISOString().slice(0, 10)
  if (out !== undefined) write(out, profileFile(people, customers.levels, topics.levels))
  return {
    json: {
      customers: people.length,
      topics: topics.levels.length,
      asOf,
      halfLifeDays: halfLife,
      anonymousRows: customers.anonymous,
      top: all.slice(0, 20),
      profiles: people.slice(0, 20).map(({ who, best }) => ({
        customer: customers.levels[who],
        topics: best.map(({ code, ...rest }) => ({ topic: topics.levels[code], ...rest })),
      })),
    },
    tables: [
      {
        title: `${people.length.toLocaleString('en-US')} customers, ${topics.levels.length.toLocaleString('en-US')} topics as of ${asOf}, half-life ${halfLife} days${anonymousNote(customers.anonymous)}`,
        columns: ['topic', 'mean share of interest', 'first with', 'among the first with'],
        rows: all.slice(0, 20).map((row) => [row.topic, row.share, row.first, row.customers]),
      },
      {
        title: `The first customers of the file (all of them with --out)`,
        columns: ['customer', 'interests, share'],
        rows: people
          .slice(0, 10)
          .map(({ who, best }) => [
            customers.levels[who] ?? '',
            best.map(({ code, share }) => `${topics.levels[code]} ${(100 * share).toFixed(0)} %`).join(', '),
          ]),
      },
    ],
    charts: [barChart(all.slice(0, 20))],
  }
}

interface Rows {
  customers: TextColumn
  topics: TextColumn
  times: Float64Array
  weights: Float64Array | null
}

interface Person {
  /** Code of the customer. */
  who: number
  /** Strongest first; what they dislike on balance is not among them. */
  best: { code: number; weight: number; share: number }[]
}

/** Profiles of everybody who did something up to the end, in the order of their first row. */
function profilesOf(
  { customers, topics, times, weights }: Rows,
  { end, halfLife, top }: { end: number; halfLife: number; top: number },
): Person[] {
  const own: number[][] = customers.levels.map(() => [])
  customers.codes.forEach((code, row) => {
    if (code !== emptyCode && (times[row] as number) <= end) own[code]?.push(row)
  })
  return own.flatMap((rows, who) => {
    if (rows.length === 0) return []
    // Codes of their own for each: nobody is interested in more than some of the topics.
    const codes = [...new Set(rows.map((row) => topics.codes[row] as number))]
    const at = new Map(codes.map((code, i) => [code, i]))
    const events = {
      category: rows.map((row) => at.get(topics.codes[row] as number) as number),
      time: rows.map((row) => (times[row] as number) / day),
      ...(weights ? { weight: rows.map((row) => weights[row] as number) } : {}),
    }
    const profile = interestProfile(events, codes.length, { at: end / day, halfLife })
    const shares = interestShares(profile)
    const best = codes
      .map((code, i) => ({ code, weight: profile.weights[i] as number, share: shares[i] as number }))
      .filter(({ share }) => share > 0)
      .sort((a, b) => b.share - a.share || a.code - b.code)
      .slice(0, top)
    return [{ who, best }]
  })
}

/** Topics by the mean share over all customers, of what was kept for each. */
function overall(people: readonly Person[], names: readonly string[]) {
  const found = names.map((topic) => ({ topic, share: 0, first: 0, customers: 0 }))
  for (const { best } of people)
    best.forEach(({ code, share }, rank) => {
      const row = found[code]
      if (!row) return
      row.share += share / people.length
      row.customers += 1
      if (rank === 0) row.first += 1
    })
  return found.filter((row) => row.customers > 0).sort((a, b) => b.share - a.share)
}

function profileFile(people: readonly Person[], names: readonly string[], topics: readonly string[]): string {
  return csvText(
    ['customer', 'rank', 'topic', 'weight', 'share'],
    people.flatMap(({ who, best }) =>
      best.map(({ code, weight, share }, i) => [names[who] ?? '', i + 1, topics[code] ?? '', weight, share]),
    ),
  )
}

function barChart(rows: readonly { topic: string; share: number }[]) {
  return {
    title: 'Mean share of interest, by topic',
    height: 90 + 22 * rows.length,
    option: {
      grid: { left: 200, right: 32, top: 16, bottom: 48 },
      xAxis: { type: 'value', min: 0 },
      yAxis: {
        type: 'category',
        data: rows.map(({ topic }) => topic),
        inverse: true,
        axisLabel: { interval: 0, width: 180, overflow: 'truncate' },
      },
      series: [{ type: 'bar', data: rows.map(({ share }) => share) }],
    },
  }
}
