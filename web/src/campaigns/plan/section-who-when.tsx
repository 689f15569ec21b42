import { Button, DatePicker, Input, InputNumber, Segmented, Select } from 'antd'
import dayjs from 'dayjs'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import { Field } from '../../ui/field.tsx'
import { Go, useGo } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { campaignChannels } from '../creative/channels.tsx'
import { objectives } from '../new-campaign.tsx'
import { BestHour, waitsForHour } from './best-hour.tsx'
import type { Draft } from './use-draft.ts'

export interface SectionProps {
  draft: Draft
  change: (part: Partial<Draft>) => void
}

export function AudienceSection({ draft, change }: SectionProps) {
  const { t } = useTranslation()
  const format = useFormat()
  const go = useGo()
  const segments = useRead('/segments')
  return (
    <Part title={t('campaigns.plan.objective')}>
      <div className="stack">
        <Field label={t('campaigns.plan.name')}>
          <Input
            value={draft.name}
            maxLength={100}
            {...(draft.name.trim() === '' ? { status: 'error' as const } : {})}
            onChange={(event) => change({ name: event.target.value })}
          />
        </Field>
        <div className="objective-cards" role="radiogroup" aria-label={t('campaigns.plan.objective')}>
          {objectives.map((objective) => (
            <label
              key={objective}
              className={`objective-card ${draft.objective === objective ? 'objective-chosen' : ''}`}
            >
              <input
                type="radio"
                name="objective"
                checked={draft.objective === objective}
                onChange={() => change({ objective })}
              />
              <strong>{t(`objective.${objective}`)}</strong>
              <span>{t(`objectiveHelp.${objective}`)}</span>
            </label>
          ))}
        </div>
        <div className="field">
          <span className="field-name">{t('campaigns.plan.audience')}</span>
          <div className="bar">
            <Select
              className="grow"
              aria-label={t('campaigns.plan.segment')}
              showSearch
              optionFilterProp="label"
              placeholder={t('campaigns.plan.segmentChoose')}
              loading={segments.isPending}
              value={draft.segmentId}
              onChange={(segmentId: string) => change({ segmentId })}
              options={(segments.data?.items ?? []).map((s) => ({
                value: s.id,
                label: s.customers === null ? s.name : `${s.name} · ${format.compact(s.customers)}`,
              }))}
            />
            {draft.segmentId ? (
              <Go to={`/insight/segments/${draft.segmentId}`}>{t('campaigns.plan.segmentOpen')}</Go>
            ) : (
              <Button onClick={() => go('/insight/segments/new')}>{t('campaigns.plan.segmentNew')}</Button>
            )}
          </div>
        </div>
        <TopicField draft={draft} change={change} />
      </div>
    </Part>
  )
}

/** Of the topics customers may choose; nothing is asked where the company named none. */
function TopicField({ draft, change }: SectionProps) {
  const { t } = useTranslation()
  const local = useLocal()
  const topics = useRead('/contact-topics')
  const offered = topics.data?.items ?? []
  if (offered.length === 0 && draft.topicId === null) return null
  const isGone = draft.topicId !== null && topics.data && !offered.some(({ id }) => id === draft.topicId)
  return (
    <Field label={t('campaigns.plan.topic')}>
      <Select
        allowClear
        placeholder={t('campaigns.plan.topicNone')}
        loading={topics.isPending}
        value={draft.topicId}
        onChange={(topicId: string | undefined) => change({ topicId: topicId ?? null })}
        options={[
          ...offered.map(({ id, name }) => ({ value: id, label: local(name) })),
          ...(isGone ? [{ value: draft.topicId ?? '', label: t('campaigns.plan.topicGone') }] : []),
        ]}
      />
      <span className="field-help">{t('campaigns.plan.topicHelp')}</span>
    </Field>
  )
}

export function ScheduleSection({ draft, change }: SectionProps) {
  const { t } = useTranslation()
  const format = useFormat()
  return (
    <Part title={t('campaigns.plan.schedule')} note={format.timeZone}>
      <div className="fields-row">
        <div className="field">
          <span className="field-name">{t('campaigns.plan.channel')}</span>
          <Select
            aria-label={t('campaigns.plan.channel')}
            value={draft.channel}
            onChange={(channel: Draft['channel']) =>
              change(waitsForHour.has(channel) ? { channel } : { channel, bestHour: null })
            }
            options={campaignChannels.map((value) => ({
              value,
              label: t(`campaigns.plan.channels.${value}`),
            }))}
          />
          <span className="field-help">{t(`campaigns.plan.channelHelp.${draft.channel}`)}</span>
        </div>
        <div className="field">
          <span className="field-name">{t('campaigns.plan.start')}</span>
          <Segmented
            aria-label={t('campaigns.plan.start')}
            value={draft.startAt === null ? 'launch' : 'time'}
            onChange={(value) =>
              change({
                startAt: value === 'launch' ? null : dayjs().add(1, 'day').startOf('hour').toISOString(),
              })
            }
            options={[
              { value: 'launch', label: t('campaigns.plan.atLaunch') },
              { value: 'time', label: t('campaigns.plan.atTime') },
            ]}
          />
          {draft.startAt === null ? null : (
            <DatePicker
              aria-label={t('campaigns.plan.startAt')}
              showTime={{ format: 'HH:mm', minuteStep: 5 }}
              format="YYYY-MM-DD HH:mm"
              value={dayjs(draft.startAt)}
              allowClear={false}
              onChange={(time) => time && change({ startAt: time.toISOString() })}
            />
          )}
        </div>
        <Field label={t('campaigns.plan.window')}>
          <InputNumber
            min={1}
            max={365}
            value={draft.outcomeWindowDays}
            suffix={t('campaigns.plan.capDays')}
            onChange={(days) => days && change({ outcomeWindowDays: Math.round(days) })}
          />
          <span className="field-help">{t('campaigns.plan.windowHelp')}</span>
        </Field>
      </div>
      {waitsForHour.has(draft.channel) ? <BestHour draft={draft} change={change} /> : null}
    </Part>
  )
}
