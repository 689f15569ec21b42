import {
  type BanditPolicy,
  epsilonGreedy,
  evenSplit,
  scaledRewards,
  seededRandom,
  simulateBandit,
  thompsonBernoulli,
  thompsonGaussian,
  ucb1,
} from '@liangti/models'
import type { LabMethod } from '../method.ts'
import type { LabOptions } from '../options.ts'

const policies = ['thompson', 'ucb1', 'epsilon', 'uniform'] as const

export const bandit: LabMethod = {
  name: 'bandit',
  en: 'What a bandit policy loses to always showing the best arm, by simulation',
  zh: '用模拟计算多臂老虎机策略相对最优臂的累计遗憾',
  files: { least: 0, most: 0 },
  options: [
    {
      flags: '--arms <means>',
      en: 'true mean reward of each arm: .1,.2,.3',
      zh: '各臂的真实平均回报，如 .1,.2,.3',
    },
    { flags: '--rounds <n>', en: 'rounds of a run', zh: '每次模拟的轮数', default: '10000' },
    { flags: '--runs <n>', en: 'runs to average over', zh: '模拟次数', default: '400' },
    { flags: '--policy <name>', en: policies.join(', '), zh: policies.join('、'), default: 'thompson' },
    {
      flags: '--epsilon <share>',
      en: 'exploration of epsilon',
      zh: 'epsilon 策略的探索比例',
      default: '0.1',
    },
    {
      flags: '--sd <value>',
      en: 'rewards are normal with this standard deviation instead of 0 or 1',
      zh: '回报服从正态分布的标准差；缺省时回报为 0 或 1',
    },
    { flags: '--seed <n>', en: 'seed of chance', zh: '随机种子', default: '1' },
  ],
  async run({ options, task, seconds }) {
    options.required('arms', 'the true mean reward of each arm, such as .1,.2,.3.')
    const sd = options.has('sd') ? options.number('sd', 'a number above 0', (x) => x > 0) : null
    const means = options.numbers(
      'arms',
      sd === null ? 'numbers from 0 to 1' : 'numbers',
      (x) => sd !== null || (x >= 0 && x <= 1),
    )
    const rounds = options.integer('rounds', 1, 100_000_000)
    const runs = options.integer('runs', 1, 1_000_000)
    const seed = options.integer('seed', 0, 0xffffffff)
    const name = options.choice('policy', policies)
    const policy = policyOf(name, means, sd, options)
    const started = seconds()
    const result = simulateBandit({
      means,
      noise: sd === null ? 'bernoulli' : { sd },
      rounds,
      runs,
      policy,
      random(run) {
        task.signal.throwIfAborted()
        task.report({ phase: 'simulating', done: run, total: runs, unit: 'runs' })
        return seededRandom(seed, run)
      },
    })
    const { regret, se, shares, curve } = result
    return {
      json: {
        policy: name,
        arms: means,
        rounds,
        runs,
        seed,
        regret,
        se,
        shares,
        curve,
        seconds: seconds() - started,
      },
      tables: [
        {
          title: `Regret of ${name} after ${rounds.toLocaleString('en-US')} rounds, mean of ${runs} runs`,
          columns: ['regret', 'standard error', 'share of the worst possible'],
          rows: [[regret, Number.isNaN(se) ? null : se, shareOfWorst(regret, means, rounds)]],
        },
        {
          title: 'Arms',
          columns: ['arm', 'mean reward', 'share of rounds'],
          rows: means.map((mean, arm) => [String(arm + 1), mean, shares[arm] ?? null]),
        },
      ],
      charts: [curveChart(name, curve)],
    }
  },
}

function policyOf(
  name: (typeof policies)[number],
  means: readonly number[],
  sd: number | null,
  options: LabOptions,
): () => BanditPolicy {
  const arms = means.length
  const epsilon = options.number('epsilon', 'a number from 0 to 1', (x) => x >= 0 && x <= 1)
  if (name === 'uniform') return () => evenSplit(arms)
  if (name === 'epsilon') return () => epsilonGreedy(arms, epsilon)
  if (name === 'ucb1') {
    if (sd === null) return () => ucb1(arms)
    // UCB1 is for rewards from 0 to 1: nearly all of these lie within three deviations.
    return () => scaledRewards(ucb1(arms), Math.min(...means) - 3 * sd, Math.max(...means) + 3 * sd)
  }
  return sd === null ? () => thompsonBernoulli(arms) : () => thompsonGaussian(arms)
}

function shareOfWorst(regret: number, means: readonly number[], rounds: number): number | null {
  const worst = (Math.max(...means) - Math.min(...means)) * rounds
  return worst > 0 ? regret / worst : null
}

function curveChart(name: string, curve: readonly { round: number; regret: number }[]) {
  return {
    title: `Mean regret of ${name}`,
    option: {
      xAxis: { type: 'value', name: 'rounds' },
      yAxis: { type: 'value', name: 'regret' },
      series: [
        {
          type: 'line',
          showSymbol: false,
          lineStyle: { color: '#2b5f9e', width: 2 },
          data: [[0, 0], ...curve.map(({ round, regret }) => [round, regret])],
        },
      ],
    },
  }
}
