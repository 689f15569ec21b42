import { App, Button, Input, InputNumber, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { Rfm, RfmSettings } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { minorDigits } from '../../ui/format.ts'
import { useProblemText } from '../../ui/states.tsx'
import { parseEdges } from './cells.ts'

interface Draft {
  bins: number
  scheme: 'independent' | 'nested'
  own: boolean
  r: string
  f: string
  m: string
}

function draftOf(rfm: Rfm): Draft {
  const scale = 10 ** minorDigits(rfm.currency)
  return {
    bins: rfm.settings.bins,
    scheme: rfm.settings.scheme,
    own: rfm.settings.cuts !== null,
    r: rfm.cuts.recencyDays.join(', '),
    f: rfm.cuts.frequency.join(', '),
    m: rfm.cuts.monetaryMinor.map((edge) => edge / scale).join(', '),
  }
}

/** What the draft asks for, or null while an edge is wrong. */
function settingsOf(draft: Draft, currency: string): RfmSettings | null {
  const base = { bins: draft.bins, scheme: draft.scheme }
  if (!draft.own) return { ...base, cuts: null }
  const count = draft.bins - 1
  const [r, f, m] = [draft.r, draft.f, draft.m].map((text) => parseEdges(text, count))
  if (!r || !f || !m) return null
  const scale = 10 ** minorDigits(currency)
  return {
    ...base,
    cuts: { recencyDays: r, frequency: f, monetaryMinor: m.map((edge) => Math.round(edge * scale)) },
  }
}

/** Changes cuts and scheme; every valid change is previewed at once, keeping them is a separate step. */
export function CutsEditor({
  rfm,
  onPreview,
  onDone,
}: {
  rfm: Rfm
  onPreview: (settings: RfmSettings | null) => void
  onDone: () => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayKeep = useMay('segments.edit')
  const keep = useWrite('put', '/insight/rfm/settings', ['/insight', '/segments', '/customers', '/freshness'])
  const [draft, setDraft] = useState(() => draftOf(rfm))
  const settings = settingsOf(draft, rfm.currency)
  const change = (part: Partial<Draft>) => {
    const next = { ...draft, ...part }
    setDraft(next)
    const asked = settingsOf(next, rfm.currency)
    if (asked) onPreview(asked)
  }
  const save = () => {
    if (!settings) return
    keep.mutate(
      { body: settings },
      {
        onSuccess: () => {
          void message.success(t('insight.rfm.kept'))
          onDone()
        },
        onError: (error) => void message.error(problem(error)),
      },
    )
  }
  const count = draft.bins - 1
  return (
    <div className="stack">
      <p className="notice">{t('insight.rfm.previewing')}</p>
      <div className="bar">
        <div className="bar">
          <span aria-hidden="true">{t('insight.rfm.bins')}</span>
          <InputNumber
            aria-label={t('insight.rfm.bins')}
            min={2}
            max={9}
            value={draft.bins}
            onChange={(bins) => bins && change({ bins, own: false })}
          />
        </div>
        <Segmented
          aria-label={t('insight.rfm.scheme')}
          value={draft.scheme}
          onChange={(scheme: Draft['scheme']) => change({ scheme })}
          options={[
            { value: 'independent', label: t('insight.rfm.independent') },
            { value: 'nested', label: t('insight.rfm.nested') },
          ]}
        />
        <Segmented
          aria-label={t('insight.rfm.cuts')}
          value={draft.own ? 'own' : 'equal'}
          onChange={(value) => change({ own: value === 'own' })}
          options={[
            { value: 'equal', label: t('insight.rfm.equalGroups') },
            { value: 'own', label: t('insight.rfm.ownCuts') },
          ]}
        />
      </div>
      {draft.own ? (
        <div className="fields-row">
          {(['r', 'f', 'm'] as const).map((key) => {
            const wrong = parseEdges(draft[key], count) === null
            return (
              <Field key={key} label={t(`insight.rfm.edge${key === 'r' ? 'R' : key === 'f' ? 'F' : 'M'}`)}>
                <Input
                  value={draft[key]}
                  {...(wrong ? { status: 'error' as const } : {})}
                  aria-invalid={wrong}
                  onChange={(event) => change({ [key]: event.target.value })}
                />
                <span className="field-help">
                  {wrong ? t('insight.rfm.edgesWrong', { count }) : t('insight.rfm.edgesHelp', { count })}
                </span>
              </Field>
            )
          })}
        </div>
      ) : null}
      <p className="row-actions">
        {mayKeep ? (
          <Button type="primary" disabled={!settings} loading={keep.isPending} onClick={save}>
            {t('insight.rfm.keep')}
          </Button>
        ) : null}
        <Button onClick={onDone}>{t('common.cancel')}</Button>
      </p>
    </div>
  )
}
