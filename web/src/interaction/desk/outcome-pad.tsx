import { App, Button, type InputRef } from 'antd'
import { type ReactNode, type RefObject, useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useWorkspace } from '../../api/hooks.ts'
import type { DeskOutcome } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { callBackMinutes, consideringDays, outcomeKeys, refusalKeys, useKeys } from './keys.ts'
import { NoteFields } from './note-fields.tsx'
import type { Work } from './use-work.ts'

/** An outcome that needs one more word. */
export type Asking = 'refused' | 'considering' | 'call_back' | null

/** Chooses an outcome, by its key, its button or an answer of the script; asks for one more word where it needs one. */
export function useOutcome(work: Work) {
  const [asking, setAsking] = useState<Asking>(null)
  const id = work.brief?.task.id
  // biome-ignore lint/correctness/useExhaustiveDependencies: another task, another question
  useEffect(() => setAsking(null), [id, work.kept])
  const choose = (outcome: DeskOutcome) => {
    if (!work.isWorking) return
    if (outcome === 'refused' || outcome === 'considering' || outcome === 'call_back') setAsking(outcome)
    else void work.keep(outcome)
  }
  return { asking, setAsking, choose }
}
type Outcome = ReturnType<typeof useOutcome>

/** What happened, in at most three keys; a note before it where there is something to say. */
export function OutcomePad({
  work,
  outcome: { asking, setAsking, choose },
}: {
  work: Work
  outcome: Outcome
}) {
  const { t } = useTranslation()
  const details = useDetails(work)
  const note = usePadKeys(work, { asking, setAsking, choose }, details)
  if (work.kept && !work.isComing) return <Afterwards work={work} />
  return (
    <Part title={t('desk.happened')} className="desk-pad">
      <NoteFields work={work} note={note} />
      <Choices>
        {outcomeKeys.map((outcome, i) => (
          <Choice
            key={outcome}
            hint={String(i + 1)}
            isOn={asking === outcome}
            disabled={work.isBusy}
            onClick={() => choose(outcome)}
          >
            {t(`desk.outcomes.${outcome}`)}
          </Choice>
        ))}
      </Choices>
      {asking ? (
        <div className="stack-tight" aria-live="polite">
          <p className="soft">
            {t(
              asking === 'refused'
                ? 'desk.refusalAsk'
                : asking === 'considering'
                  ? 'desk.consideringAsk'
                  : 'desk.callBackAsk',
            )}
          </p>
          <Choices>
            {details(asking).map((one) => (
              <Choice
                key={one.key}
                hint={one.key === 'enter' ? '↵' : one.key.toUpperCase()}
                disabled={work.isBusy}
                onClick={() => void one.keep()}
              >
                {one.label}
              </Choice>
            ))}
          </Choices>
        </div>
      ) : null}
      <div className="bar">
        <Button type="text" disabled={work.isBusy} onClick={() => void work.release(null)}>
          {t('desk.release')}
        </Button>
        <Button
          type="text"
          disabled={work.isBusy}
          onClick={() => void work.release(new Date(Date.now() + 3_600_000).toISOString())}
        >
          {t('desk.snooze')}
        </Button>
      </div>
      <p className="faint desk-keys">{t('desk.keysHelp')}</p>
    </Part>
  )
}

/** The keys of the pad. @returns the field of the note, which a slash leads into */
function usePadKeys(
  work: Work,
  { asking, setAsking, choose }: Outcome,
  details: ReturnType<typeof useDetails>,
): RefObject<InputRef | null> {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const note = useRef<InputRef>(null)
  /** They write where no note can be taken: letters and figures of a note must not be read as outcomes. */
  const isDeaf = useRef(false)
  useKeys((key) => {
    if (key === '/') {
      isDeaf.current = !work.takesNote
      if (work.takesNote) note.current?.focus()
      else void message.info(t('desk.noNoteHere'))
      return true
    }
    if (isDeaf.current) {
      isDeaf.current = key !== 'enter' && key !== 'escape'
      return true
    }
    if (work.isBusy) return false
    if (key === 'n' && !work.isWorking) return run(work.next)
    if (key === 'u' && work.kept) return run(work.undo)
    if (!work.isWorking) return false
    if (key === 'escape') return run(() => setAsking(null))
    if (asking) {
      const found = details(asking).find((one) => one.key === key)
      return found ? run(found.keep) : false
    }
    if (key === 'c') return run(work.dial)
    const outcome = outcomeKeys[Number(key) - 1]
    return outcome ? run(() => choose(outcome)) : false
  })
  return note
}

const run = (work: () => unknown): true => {
  void work()
  return true
}

/** The choices behind an outcome, each with its key. */
function useDetails(work: Work) {
  const { t } = useTranslation()
  const zone = useWorkspace()?.timeZone ?? 'UTC'
  const now = useRead('/freshness').data?.now
  // The demo lives at a time of its own.
  const at = () => (now === undefined ? Date.now() : Math.max(Date.parse(now), Date.now()))
  const dayAfter = (days: number) =>
    new Date(at() + days * 86_400_000).toLocaleDateString('sv-SE', { timeZone: zone })
  return (asking: Exclude<Asking, null>): { key: string; label: string; keep: () => Promise<void> }[] => {
    switch (asking) {
      case 'refused':
        return [
          ...refusalKeys.map(({ id, key }) => ({
            key,
            label: t(`desk.refusals.${id}`),
            keep: () => work.keep('refused', { refusalReason: id }),
          })),
          ...(work.note.trim() === ''
            ? []
            : [{ key: 'enter', label: t('desk.byNote'), keep: () => work.keep('refused', {}) }]),
        ]
      case 'considering':
        return consideringDays.map(({ id, days }, i) => ({
          key: String(i + 1),
          label: t(`desk.consideringChoices.${id}`),
          keep: () => work.keep('considering', { consideringUntil: dayAfter(days) }),
        }))
      case 'call_back':
        return callBackMinutes.map(({ id, minutes }, i) => ({
          key: String(i + 1),
          label: t(`desk.callBackChoices.${id}`),
          keep: () => work.keep('call_back', { callBackAt: new Date(at() + minutes * 60_000).toISOString() }),
        }))
    }
  }
}

function Afterwards({ work }: { work: Work }) {
  const { t } = useTranslation()
  const { kept } = work
  if (!kept) return null
  const said = [
    t(`desk.outcomes.${kept.outcome}`),
    kept.refusalReason ? t(`desk.refusals.${kept.refusalReason}`) : '',
  ]
  return (
    <Part title={t('desk.happened')} className="desk-pad">
      <p className="notice notice-good" role="status">
        {t('desk.kept', { outcome: said.filter((one) => one !== '').join(' · ') })}
      </p>
      {kept.isCoded && kept.refusalReason ? (
        <p className="soft">{t('desk.coded', { reason: t(`desk.refusals.${kept.refusalReason}`) })}</p>
      ) : null}
      <p className="soft">{t('desk.keptHelp', { minutes: kept.undoMinutes })}</p>
      <div className="bar">
        <Button type="primary" disabled={work.isBusy} onClick={() => void work.next()}>
          {t('desk.next')} <kbd>N</kbd>
        </Button>
        <Button disabled={work.isBusy} onClick={() => void work.undo()}>
          {t('desk.undo')} <kbd>U</kbd>
        </Button>
      </div>
    </Part>
  )
}

const Choices = ({ children }: { children: ReactNode }) => <div className="desk-choices">{children}</div>

function Choice({
  hint,
  isOn = false,
  disabled,
  onClick,
  children,
}: {
  hint: string
  isOn?: boolean
  disabled: boolean
  onClick: () => void
  children: ReactNode
}) {
  return (
    <Button
      aria-pressed={isOn}
      {...(isOn ? { className: 'desk-on' } : {})}
      disabled={disabled}
      onClick={onClick}
    >
      <kbd>{hint}</kbd> {children}
    </Button>
  )
}
