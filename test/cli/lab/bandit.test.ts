import { describe, expect, it } from 'vitest'
import { lab, labOutput } from './lab.ts'

describe('lab bandit', () => {
  const arms = ['--arms', '.1,.2,.3', '--rounds', '500', '--runs', '20', '--seed', '3']
  it.each(['thompson', 'ucb1', 'epsilon', 'uniform'])('%s: regret and its standard error', async (policy) => {
    const { json, exitCode } = await lab('bandit', ...arms, '--policy', policy, '--json')
    expect(exitCode).toBe(0)
    expect(json).toMatchObject({ policy, rounds: 500, runs: 20 })
    expect(json.regret).toBeGreaterThan(0)
    expect(json.regret).toBeLessThan(100)
    expect(json.se).toBeGreaterThan(0)
    const again = await lab('bandit', ...arms, '--policy', policy, '--json')
    expect(again.json.regret).toBe(json.regret)
  })
  it('draws the curve and reads in words', async () => {
    const { out } = await lab('bandit', ...arms, '--plot', 'curve.html')
    expect(out).toContain('Regret of thompson after 500 rounds, mean of 20 runs')
    expect(labOutput('curve.html')).toContain('<svg')
  })
  it('takes normal rewards on any scale', async () => {
    for (const policy of ['thompson', 'ucb1']) {
      const { json } = await lab(
        'bandit',
        '--arms',
        '10,12',
        '--sd',
        '2',
        '--rounds',
        '500',
        '--runs',
        '10',
        '--policy',
        policy,
        '--json',
      )
      expect(json.shares[1]).toBeGreaterThan(0.6)
    }
  })
  it.each([
    [[], /--arms/],
    [['--arms', '.1,2'], /--arms "2" is not usable/],
    [['--arms', '.1,.2', '--policy', 'best'], /--policy "best"/],
    [['--arms', '.1,.2', '--rounds', '0'], /--rounds "0"/],
  ])('refuses %j', async (given, message) => {
    const { note, out, exitCode } = await lab('bandit', ...given, '--json')
    expect([exitCode, out]).toEqual([2, ''])
    expect(note).toMatch(message)
  })
})
