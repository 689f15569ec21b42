import { useEffect, useRef, useState } from 'react'
import { useCall, useRefresh } from '../../api/hooks.ts'
import { asProblem } from '../../api/problem.ts'
import type { Campaign, CampaignInput } from '../../api/types.ts'

const saveAfterMs = 700

/** A campaign's plan with every field present. */
export type Draft = Required<Omit<CampaignInput, 'version' | 'assumptions' | 'contactCap'>> &
  Pick<Campaign, 'assumptions' | 'contactCap'>

export function draftOf(c: Campaign): Draft {
  return {
    name: c.name,
    objective: c.objective,
    segmentId: c.segmentId,
    offerId: c.offerId,
    creativeId: c.creativeId,
    channel: c.channel,
    topicId: c.topicId,
    surveyId: c.surveyId,
    landingUrl: c.landingUrl,
    startAt: c.startAt,
    bestHour: c.bestHour,
    outcomeWindowDays: c.outcomeWindowDays,
    controlShare: c.controlShare,
    noControlReason: c.noControlReason,
    budgetMinor: c.budgetMinor,
    costPerContactMinor: c.costPerContactMinor,
    fixedCostMinor: c.fixedCostMinor,
    contactCap: c.contactCap,
    assumptions: c.assumptions,
  }
}

export type SaveState = 'saved' | 'waiting' | 'saving' | 'conflict' | 'failed'

/**
 * A draft that saves itself a moment after the last change, one save at a time. A version somebody else made stops the
 * saving; nothing is overwritten.
 */
export function useDraft(saved: Campaign) {
  const send = useCall()
  const refresh = useRefresh()
  const latest = useRef({ send, refresh })
  latest.current = { send, refresh }
  const [draft, setDraft] = useState(() => draftOf(saved))
  const [known, setKnown] = useState(saved)
  const [state, setState] = useState<SaveState>('saved')
  const [error, setError] = useState<unknown>(null)
  const version = useRef(saved.version)
  const stored = useRef(JSON.stringify(draftOf(saved)))
  const working = useRef(false)
  const refused = useRef<string | null>(null)

  const text = JSON.stringify(draft)
  useEffect(() => {
    if (text === stored.current || state === 'conflict' || working.current) return
    if (text === refused.current) return // the same again would be refused again; the next change tries
    if (draft.name.trim() === '') return // a nameless draft is not a version; the field says so
    setState('waiting')
    const timer = window.setTimeout(async () => {
      working.current = true
      setState('saving')
      try {
        const next = await latest.current.send('put', '/campaigns/{id}', {
          path: { id: saved.id },
          body: { ...draft, name: draft.name.trim(), version: version.current },
        })
        version.current = next.version
        stored.current = text
        setKnown(next)
        setError(null)
        setState('saved')
        void latest.current.refresh('/campaigns', '/home')
      } catch (reason) {
        setError(reason)
        setState(asProblem(reason).status === 409 ? 'conflict' : 'failed')
        refused.current = text
      } finally {
        working.current = false
      }
    }, saveAfterMs)
    return () => window.clearTimeout(timer)
  }, [text, draft, state, saved.id])

  const change = (part: Partial<Draft>) => {
    setDraft((old) => ({ ...old, ...part }))
  }
  return { draft, change, known, state, error, settled: state === 'saved' && text === stored.current }
}
