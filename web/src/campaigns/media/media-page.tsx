import { App, Button, Input, Segmented, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useCall, useMay, useRead } from '../../api/hooks.ts'
import type { AudienceAsked, AudienceCheck } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useFile } from '../../ui/file/use-file.ts'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { CampaignsRoom } from '../campaigns-room.tsx'

/** A segment as hashes, for an advertising platform. */
export function MediaPage() {
  const { t } = useTranslation()
  const may = useMay('customers.export')
  const [asked, setAsked] = useState<Asked>({
    segmentId: null,
    format: null,
    campaignId: null,
    use: 'target',
  })
  const [counted, setCounted] = useState<{ of: AudienceAsked; check: AudienceCheck } | null>(null)
  const change = (part: Partial<Asked>) => {
    setAsked((old) => ({ ...old, ...part }))
    setCounted(null)
  }
  return (
    <CampaignsRoom tab="media" answers={t('media.answers')}>
      {may ? (
        <>
          <Whom asked={asked} onChange={change} onCounted={(of, check) => setCounted({ of, check })} />
          <Part title={t('media.result')}>
            {counted ? (
              <Result {...counted} />
            ) : (
              <EmptyState title={t('media.resultNone')}>{t('media.resultEmpty')}</EmptyState>
            )}
          </Part>
        </>
      ) : (
        <EmptyState title={t('states.forbidden')} />
      )}
    </CampaignsRoom>
  )
}

interface Asked {
  segmentId: string | null
  format: AudienceAsked['format'] | null
  campaignId: string | null
  use: AudienceAsked['use']
}

function Whom({
  asked,
  onChange,
  onCounted,
}: {
  asked: Asked
  onChange: (part: Partial<Asked>) => void
  onCounted: (of: AudienceAsked, check: AudienceCheck) => void
}) {
  const { t } = useTranslation()
  const local = useLocal()
  const { message } = App.useApp()
  const problem = useProblemText()
  const send = useCall()
  const [busy, setBusy] = useState(false)
  const formats = useRead('/media/formats')
  const segments = useRead('/segments')
  const campaigns = useRead('/campaigns')
  const count = async () => {
    const { segmentId, format } = asked
    if (segmentId === null || format === null) return
    const body = { ...asked, segmentId, format }
    setBusy(true)
    try {
      onCounted(body, await send('post', '/media/audience-file/check', { body }))
    } catch (error) {
      void message.error(problem(error))
    } finally {
      setBusy(false)
    }
  }
  const chosen = formats.data?.formats.find(({ id }) => id === asked.format)
  return (
    <Part title={t('media.whom')}>
      <Loaded query={formats} where={t('media.title')} height={200}>
        {(known) => (
          <div className="stack">
            <div className="fields-row">
              <Field label={t('media.segment')}>
                <Select
                  showSearch={{ optionFilterProp: 'label' }}
                  loading={segments.isPending}
                  placeholder={t('media.segmentChoose')}
                  value={asked.segmentId}
                  onChange={(segmentId) => onChange({ segmentId })}
                  options={(segments.data?.items ?? []).map(({ id, name }) => ({ value: id, label: name }))}
                />
              </Field>
              <Field label={t('media.format')}>
                <Select
                  value={asked.format}
                  onChange={(format) => onChange({ format })}
                  options={known.formats.map(({ id, label }) => ({ value: id, label: local(label) }))}
                />
                {chosen ? <span className="field-help">{local(chosen.about)}</span> : null}
              </Field>
            </div>
            <div className="fields-row">
              <div className="field">
                <span className="field-name">{t('media.use')}</span>
                <Segmented
                  aria-label={t('media.use')}
                  value={asked.use}
                  onChange={(use) => onChange({ use })}
                  options={(['target', 'exclude'] as const).map((value) => ({
                    value,
                    label: t(`media.uses.${value}`),
                  }))}
                />
              </div>
              {asked.use === 'target' ? (
                <Field label={t('media.campaign')} optional>
                  <Select
                    allowClear
                    placeholder={t('media.campaignNone')}
                    value={asked.campaignId}
                    onChange={(campaignId) => onChange({ campaignId: campaignId ?? null })}
                    options={(campaigns.data?.items ?? [])
                      .filter(({ launchedAt }) => launchedAt !== null)
                      .map(({ id, name }) => ({ value: id, label: name }))}
                  />
                  <span className="field-help">{t('media.campaignHelp')}</span>
                </Field>
              ) : null}
            </div>
            <div className="bar">
              <Button
                type="primary"
                loading={busy}
                disabled={asked.segmentId === null || asked.format === null}
                onClick={() => void count()}
              >
                {t('media.check')}
              </Button>
            </div>
          </div>
        )}
      </Loaded>
    </Part>
  )
}

const reasons = ['noSharing', 'noKey', 'control', 'noProfiling', 'doNotSend'] as const

function Result({ of, check }: { of: AudienceAsked; check: AudienceCheck }) {
  const { t } = useTranslation()
  const format = useFormat()
  const file = useFile('/media/audience-file')
  const [reason, setReason] = useState('')
  const given = reason.trim()
  const left = reasons.filter((one) => check.leftOut[one] > 0)
  return (
    <div className="stack">
      <p className="figure-value" role="status">
        {t('media.rows', {
          count: check.rows,
          shown: format.integer(check.rows),
          people: format.integer(check.people),
        })}
      </p>
      {left.length > 0 ? (
        <DataTable
          label={t('media.left')}
          rows={left}
          rowKey={(one) => one}
          columns={[
            { key: 'reason', title: t('media.left'), render: (one) => t(`media.reasons.${one}`) },
            {
              key: 'people',
              title: t('media.people'),
              figure: true,
              render: (one) => format.integer(check.leftOut[one]),
            },
          ]}
        />
      ) : null}
      {check.rows < check.smallest ? (
        <p className="notice notice-look">{t('media.few', { smallest: format.integer(check.smallest) })}</p>
      ) : (
        <>
          <Field label={t('media.reason')}>
            <Input value={reason} maxLength={300} onChange={({ target }) => setReason(target.value)} />
            <span className="field-help">{t('media.reasonHelp')}</span>
          </Field>
          <div className="bar">
            <Button
              type="primary"
              loading={file.busy}
              disabled={given.length < 3}
              onClick={() => void file.take({ ...of, reason: given }, `${t('media.file')}-${of.format}.csv`)}
            >
              {t('media.take')}
            </Button>
          </div>
        </>
      )}
    </div>
  )
}
