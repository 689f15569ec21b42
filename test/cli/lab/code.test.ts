import { describe, expect, it } from 'vitest'
import { lab, labFile, labOutput } from './lab.ts'

const notes = labFile(
  'notes.csv',
  `note,why
太贵了，等打折再说,price
do not call again,privacy
要问我老婆，我做不了主,not_decision_maker
客服很耐心，谢谢,none
,none
`,
)

describe('lab code', () => {
  it('counts reasons and topics, and compares them with what people coded', async () => {
    const { json, note, exitCode } = await lab('code', notes, '--text', 'note', '--reason', 'why', '--json')
    expect(exitCode, note).toBe(0)
    expect(json.notes).toBe(5)
    const by = new Map(json.reasons.map((row: { reason: string; notes: number }) => [row.reason, row.notes]))
    expect([by.get('price'), by.get('privacy'), by.get('not_decision_maker'), by.get('none')]).toEqual([
      1, 1, 1, 1,
    ])
    expect(by.get('unsure')).toBe(1)
    expect(json.agreementWhereSure.estimate).toBe(1)
  })

  it('writes each note with its codes', async () => {
    await lab('code', notes, '--text', 'note', '--out', 'coded.csv', '--json')
    const lines = labOutput('coded.csv').trim().split('\n')
    expect(lines).toHaveLength(6)
    expect(lines[1]).toMatch(/^太贵了，等打折再说,price,0\.\d+,0,price,/)
  })

  it('names the row of a reason it does not know', async () => {
    const bad = labFile('bad-reason.csv', 'note,why\n太贵,cost\n')
    const { note, exitCode } = await lab('code', bad, '--text', 'note', '--reason', 'why', '--json')
    expect(exitCode).toBe(2)
    expect(note).toContain('row 2, column "why": cost is not usable, it must be one of price,')
  })

  it('without a file tells how good it is', async () => {
    const { json } = await lab('code', '--quality', '--json')
    expect(json.macroF1).toBeGreaterThan(0.72)
    expect(json.reasons).toHaveLength(11)
  }, 60_000)
})
