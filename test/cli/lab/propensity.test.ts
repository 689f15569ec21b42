import { describe, expect, it } from 'vitest'
import { realFile } from '../../customer/real-data.ts'
import { lab, labFile, labOutput } from './lab.ts'

const telco = realFile('telco_churn/telco_customer_churn.csv.gz')
const hillstrom = realFile('hillstrom/hillstrom.csv.gz')
const small = labFile(
  'small.csv',
  [
    'x,town,arm,y',
    ...Array.from(
      { length: 60 },
      (_, i) => `${i % 7},${i % 3 ? 'a' : 'b'},${i % 2 ? 't' : 'c'},${(i * i) % 5 < 2 ? 'yes' : 'no'}`,
    ),
  ].join('\n'),
)

describe('lab propensity', () => {
  it.skipIf(telco === null)('oracle telco, logistic: the contract’s keys, the figures', async () => {
    const { json, exitCode } = await lab(
      'propensity',
      telco ?? '',
      '--target',
      'Churn',
      '--positive',
      'Yes',
      '--id',
      'customerID',
      '--model',
      'logistic',
      '--folds',
      'mod:5',
      '--sql',
      'model.sql',
      '--json',
    )
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({ rows: 7043, positives: 1869, filledWithZero: { TotalCharges: 11 } })
    expect(json.folds).toHaveLength(5)
    expect(Math.abs(json.metrics.auc - 0.8453)).toBeLessThan(0.001)
    expect(Math.abs(json.metrics.logLoss - 0.4173)).toBeLessThan(0.0005)
  })
  it.each([
    ['an unknown column', ['--target', 'nope', '--positive', 'yes']],
    ['a value nobody has', ['--target', 'y', '--positive', 'maybe']],
    ['unknown folds', ['--target', 'y', '--positive', 'yes', '--folds', 'five']],
    ['more folds than rows', ['--target', 'y', '--positive', 'yes', '--folds', 'mod:61']],
    ['an unknown model', ['--target', 'y', '--positive', 'yes', '--model', 'magic']],
  ])('ends with 2 for %s', async (_, options) => {
    expect((await lab('propensity', small, ...options, '--json')).exitCode).toBe(2)
  })
})

describe.skipIf(telco === null)('lab propensity on telco: what else the library can', () => {
  const options = [telco ?? '', '--target', 'Churn', '--positive', 'Yes', '--id', 'customerID', '--json']
  const few = ['--model', 'gbdt', '--trees', '30', '--folds', 'forward:.8']
  it('TreeSHAP: what the columns add, and the expected score, make each row’s log-odds', async () => {
    const files = ['--explain', 'shap.csv', '--out', 'scores.csv', '--cut', '.2']
    const { json, exitCode } = await lab('propensity', ...options, ...few, ...files)
    expect(exitCode).toBe(0)
    expect(json.shap[0].meanSize).toBeGreaterThan(json.shap[5].meanSize)
    expect(json.cut).toMatchObject({ rows: 282, share: expect.closeTo(0.2, 3) })
    expect(json.cut.hitRate).toBeGreaterThan(0.4)
    const table = (name: string) =>
      labOutput(name)
        .trim()
        .split('\n')
        .slice(1)
        .map((line) => line.split(','))
    const [shap, scores] = [table('shap.csv'), table('scores.csv')]
    expect([shap.length, scores.length]).toEqual([7043, 7043])
    for (const i of [0, 100, 7042]) {
      const margin = (shap[i] ?? []).slice(2).reduce((sum, cell) => sum + Number(cell), 0)
      expect(1 / (1 + Math.exp(-margin))).toBeCloseTo(Number(scores[i]?.[2]), 9)
      expect(shap[i]?.[1]).toBe(scores[i]?.[1])
    }
    // The first rows were learned from; only the last fifth was held out.
    expect(scores.filter((row) => row[3] !== '')).toHaveLength(1409)
  })
  it('calibration undoes what balanced weights do to the probabilities', async () => {
    const plain = await lab('propensity', ...options, ...few, '--positive-weight', 'balanced')
    for (const name of ['isotonic', 'platt']) {
      const set = await lab(
        'propensity',
        ...options,
        ...few,
        '--positive-weight',
        'balanced',
        '--calibrate',
        name,
      )
      expect(set.json.metrics.logLoss).toBeLessThan(plain.json.metrics.logLoss)
      expect(set.json.metrics.auc).toBeGreaterThan(0.8)
    }
  })
  it('monotone, early stopping, packed gradients and class weights reach the library', async () => {
    const constraint = ['--monotone', 'tenure:down', '--early-stopping', '5', '--gradients', 'packed']
    const { json, exitCode } = await lab('propensity', ...options, ...few, ...constraint)
    expect(exitCode).toBe(0)
    expect(json.metrics.auc).toBeGreaterThan(0.8)
    const fold = ['--folds', 'forward:.8']
    const logistic = await lab('propensity', ...options, '--model', 'logistic', ...fold)
    const weighted = await lab(
      'propensity',
      ...options,
      '--model',
      'logistic',
      ...fold,
      '--positive-weight',
      '3',
    )
    expect(weighted.json.metrics.logLoss).toBeGreaterThan(logistic.json.metrics.logLoss)
    const forest = ['--model', 'forest', '--trees', '10', ...fold]
    expect((await lab('propensity', ...options, ...forest, '--positive-weight', 'balanced')).exitCode).toBe(0)
  })
})

describe('lab uplift', () => {
  it.skipIf(hillstrom === null)('oracle hillstrom, score:womens, and the baseline row', async () => {
    const { json, exitCode } = await lab(
      'uplift',
      hillstrom ?? '',
      '--treatment',
      'segment',
      '--treated',
      'Womens E-Mail',
      '--control',
      'No E-Mail',
      '--outcome',
      'visit',
      '--model',
      'score:womens',
      '--draws',
      '20',
      '--json',
    )
    expect(exitCode).toBe(0)
    expect(json.n).toBe(42_693)
    expect(json.ate).toBeCloseTo(0.0452331, 7)
    expect(Math.abs(json.metrics.qini - 0.064016)).toBeLessThan(1e-6)
    expect(Math.abs(json.metrics.upliftAuc - 0.029431)).toBeLessThan(1e-6)
    expect(json.baseline.column).toBe('womens')
  })
  it('learns, and says who is better', async () => {
    const options = [
      '--treatment',
      'arm',
      '--treated',
      't',
      '--outcome',
      'y',
      '--positive',
      'yes',
      '--folds',
      'mod:3',
    ]
    const { json, exitCode } = await lab(
      'uplift',
      small,
      ...options,
      '--model',
      's-logistic',
      '--draws',
      '20',
      '--json',
    )
    expect(exitCode).toBe(0)
    expect(json.n).toBe(60)
    expect(json.verdict).toMatch(/column/)
  })
  it.each([
    ['an arm nobody is in', ['--treatment', 'arm', '--treated', 'z', '--outcome', 'x']],
    [
      'probabilities of numbers',
      ['--treatment', 'arm', '--treated', 't', '--outcome', 'x', '--model', 't-logistic'],
    ],
    ['an unknown model', ['--treatment', 'arm', '--treated', 't', '--outcome', 'x', '--model', 'q']],
  ])('ends with 2 for %s', async (_, options) => {
    expect((await lab('uplift', small, ...options, '--json')).exitCode).toBe(2)
  })
})
