import {
  type Allocation,
  allocate as allocateAlone,
  allocateInThreads,
  greedyAllocation,
} from '@liangti/models'
import { labErrors } from '../errors.ts'
import type { LabMethod, LabResult, LabRun } from '../method.ts'
import { problemFromFile } from './allocate/from-file.ts'
import { instanceOf, type NamedProblem } from './allocate/instance.ts'
import { planFile } from './allocate/plan-file.ts'

export const allocate: LabMethod = {
  name: 'allocate',
  en: 'Who gets what under shared budgets: the plan of most value, with proof of how good it is',
  zh: '在共享预算下决定每位客户得到什么：总价值最高的方案及其最优性证明',
  files: { least: 0, most: 1 },
  options: [
    { flags: '--customer <column>', en: 'who; each row is one candidate', zh: '客户列；每行是一个候选' },
    { flags: '--option <column>', en: 'what they could get', zh: '可得选项列' },
    { flags: '--value <column>', en: 'what it is worth', zh: '价值列' },
    { flags: '--costs <columns>', en: 'what it takes of each budget', zh: '各预算的消耗列' },
    { flags: '--budgets <numbers>', en: 'how much there is of each', zh: '各预算的总量' },
    {
      flags: '--cap <n>',
      en: 'most options one customer may get',
      zh: '每位客户最多得到几个选项',
      default: '1',
    },
    {
      flags: '--exclude <pairs>',
      en: 'options not to be given together: a:b,a:c',
      zh: '不可同时给的选项：a:b,a:c',
    },
    { flags: '--quotas <limits>', en: 'least customers of an option: a:500', zh: '选项的最少客户数：a:500' },
    {
      flags: '--capacities <limits>',
      en: 'most customers of an option: b:200',
      zh: '选项的最多客户数：b:200',
    },
    {
      flags: '--instance <name>',
      en: 'a made problem instead of a file: mulberry32:SEED,CUSTOMERS,OPTIONS,BUDGETS',
      zh: '用生成的算例代替文件：mulberry32:种子,客户数,选项数,预算数',
    },
    { flags: '--threads <n>', en: 'worker threads, 0 for none', zh: '工作线程数，0 为不使用', default: '0' },
    { flags: '--out <file>', en: 'write the plan as CSV', zh: '把方案写成 CSV' },
  ],
  async run(lab) {
    const { options, task, seconds } = lab
    const threads = options.integer('threads', 0, 64)
    const named = await problemOf(lab, threads > 0)
    const { problem } = named
    task.signal.throwIfAborted()
    const progress = (passes: number) => {
      task.signal.throwIfAborted()
      task.report({ phase: 'pricing', done: passes, total: null, unit: 'passes' })
    }
    const started = seconds()
    const plan =
      threads > 0
        ? await allocateInThreads(problem, lab.threads(threads), { progress })
        : allocateAlone(problem, { progress })
    const took = seconds() - started
    const greedy = greedyAllocation(problem)
    const out = options.text('out')
    if (out !== undefined) lab.write(out, planFile(named, plan))
    return {
      json: {
        customers: problem.starts.length - 1,
        candidates: problem.values.length,
        assigned: plan.assigned,
        contacts: plan.chosen.length,
        value: plan.value,
        dualBound: plan.dualBound,
        gap: plan.gap,
        maxViolation: plan.maxViolation,
        shadowPrices: [...plan.shadowPrices],
        quotaPrices: [...plan.quotaPrices],
        capacityPrices: [...plan.capacityPrices],
        use: plan.use,
        optimal: plan.optimal,
        passes: plan.passes,
        greedy: { value: greedy.value, assigned: greedy.assigned, maxViolation: greedy.maxViolation },
        seconds: took,
        peakMemoryMb: process.resourceUsage().maxRSS / 1024,
      },
      tables: tablesOf(named, plan, greedy),
      charts: [budgetChart(named, plan)],
    }
  },
}

async function problemOf(lab: LabRun, shared: boolean): Promise<NamedProblem> {
  const instance = lab.options.text('instance')
  if (instance === undefined) return problemFromFile(lab.file(), lab.options, shared)
  if (lab.files.length > 0)
    throw labErrors.badOption({
      option: 'instance',
      value: instance,
      wanted: 'left out where a file is named',
    })
  return instanceOf(instance, shared)
}

function tablesOf(
  named: NamedProblem,
  plan: Allocation,
  greedy: { value: number; assigned: number; maxViolation: number },
): LabResult['tables'] {
  const { problem } = named
  return [
    {
      title: `${plan.assigned.toLocaleString('en-US')} of ${(problem.starts.length - 1).toLocaleString('en-US')} customers get ${plan.chosen.length.toLocaleString('en-US')} options`,
      columns: ['plan', 'value', 'customers', 'beyond a limit by'],
      rows: [
        ['ours', plan.value, plan.assigned, plan.maxViolation],
        ['by value per cost (greedy)', greedy.value, greedy.assigned, greedy.maxViolation],
        ['no plan can beat', plan.dualBound, null, null],
      ],
    },
    {
      title: `Gap (bound − value) ÷ bound: ${(100 * plan.gap).toPrecision(3)} %${plan.optimal ? '; proven the best of all plans' : ''}`,
      columns: ['budget', 'limit', 'used', 'one more unit is worth'],
      rows: named.budgets.map((name, m) => [
        name,
        problem.budgets[m] ?? null,
        plan.use[m] ?? null,
        plan.shadowPrices[m] ?? null,
      ]),
    },
    ...optionTable(named, plan),
  ]
}

function optionTable({ problem, options }: NamedProblem, plan: Allocation): LabResult['tables'] {
  const limits = [
    ...(problem.quotas ?? []).map((q, at) => ({ ...q, kind: 'at least', price: plan.quotaPrices[at] })),
    ...(problem.capacities ?? []).map((c, at) => ({ ...c, kind: 'at most', price: plan.capacityPrices[at] })),
  ]
  if (limits.length === 0) return []
  const given = new Map<number, number>()
  for (const k of plan.chosen) {
    const option = problem.options?.[k] ?? -1
    given.set(option, (given.get(option) ?? 0) + 1)
  }
  return [
    {
      title: 'Limits of options',
      columns: ['option', 'limit', 'customers', 'given', 'one customer of it costs or is worth'],
      rows: limits.map((l) => [
        options[l.option] ?? String(l.option),
        l.kind,
        l.customers,
        given.get(l.option) ?? 0,
        l.price ?? null,
      ]),
    },
  ]
}

function budgetChart({ problem, budgets }: NamedProblem, plan: Allocation) {
  const shares = budgets.map((_, m) => {
    const limit = problem.budgets[m] ?? 0
    return limit === 0 ? 0 : (100 * (plan.use[m] ?? 0)) / limit
  })
  return {
    title: 'Budgets used',
    height: 80 + 44 * budgets.length,
    option: {
      grid: { left: 120, right: 64, top: 16, bottom: 48 },
      xAxis: { type: 'value', name: '% of the budget', max: 100 },
      yAxis: { type: 'category', data: budgets, inverse: true },
      series: [
        {
          type: 'bar',
          barWidth: 18,
          itemStyle: { color: '#2b5f9e' },
          data: shares,
          label: {
            show: true,
            position: 'right',
            formatter: ({ value }: { value: number }) => `${value.toFixed(2)} %`,
          },
        },
      ],
    },
  }
}
