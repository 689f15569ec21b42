import { useFormat } from '../../ui/use-format.ts'
import './told.css'

/** How many customers have which score, in ten steps. @param mine the step that is coloured */
export function KnownSteps({ steps, mine }: { steps: readonly number[]; mine?: number }) {
  const format = useFormat()
  const most = Math.max(1, ...steps)
  const words = steps.map((n, i) => `${i * 10}–${i * 10 + 10}: ${format.integer(n)}`).join('; ')
  return (
    <div className="known-steps" role="img" aria-label={words}>
      {steps.map((n, i) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a step is its place
        <span key={i} className={i === mine ? 'known-mine' : ''} title={format.integer(n)}>
          <span style={{ height: `${(100 * n) / most}%` }} />
          <small>{i * 10}</small>
        </span>
      ))}
    </div>
  )
}
