import { type KeyboardEvent, useEffect, useId, useState } from 'react'
import { useTranslation } from 'react-i18next'

const steps: Readonly<Record<string, number>> = { Enter: 1, ArrowDown: 1, ArrowUp: -1 }

/**
 * One cell of a rejected row: written in place, saved when it is left, checked at once. Enter and the arrows go to the
 * same column of the next row, Escape takes back what was typed.
 */
export function Cell({
  label,
  value,
  before,
  problems,
  locked,
  onSave,
}: {
  label: string
  value: string
  /** As the file has it. */
  before: string
  problems: readonly string[]
  locked: boolean
  onSave: (text: string) => void
}) {
  const { t } = useTranslation()
  const id = useId()
  const [draft, setDraft] = useState(value)
  useEffect(() => setDraft(value), [value])
  const save = () => {
    if (draft !== value) onSave(draft)
  }
  const onKey = (event: KeyboardEvent<HTMLInputElement>) => {
    if (event.key === 'Escape') setDraft(value)
    const step = steps[event.key]
    if (step === undefined || event.nativeEvent.isComposing) return
    event.preventDefault()
    neighbour(event.currentTarget, step)?.focus()
  }
  const wrong = problems.length > 0
  const changed = value !== before
  return (
    <td className={wrong ? 'cell-wrong' : changed ? 'cell-changed' : ''}>
      {locked ? (
        value
      ) : (
        <input
          className="cell-input"
          aria-label={label}
          aria-invalid={wrong}
          {...(wrong ? { 'aria-describedby': id } : {})}
          value={draft}
          size={Math.min(40, Math.max(6, draft.length + 1))}
          spellCheck={false}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={save}
          onKeyDown={onKey}
        />
      )}
      {wrong ? (
        <span id={id} className="cell-problem">
          {problems.join(' ')}
        </span>
      ) : null}
      {changed ? (
        <span className="cell-before">{t('data.repair.before', { text: before || '–' })}</span>
      ) : null}
    </td>
  )
}

/** The input of the same column some rows further. */
function neighbour(from: HTMLInputElement, step: number): HTMLInputElement | null {
  const cell = from.closest('td')
  const row = cell?.closest('tr')
  if (!cell || !row) return null
  const column = [...row.children].indexOf(cell)
  const next = step > 0 ? row.nextElementSibling : row.previousElementSibling
  return next?.children[column]?.querySelector('input') ?? null
}
