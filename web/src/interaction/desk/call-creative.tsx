import { Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWorkspace } from '../../api/hooks.ts'
import type { Creative, DeskTeam } from '../../api/types.ts'
import type { CreativeEditing } from '../../campaigns/creative/channels.tsx'
import { CreativeDrawer, useKeepCreative } from '../../campaigns/creative/editor-frame.tsx'
import { Languages } from '../../campaigns/creative/languages.tsx'
import { inAllLanguages, useWriting, type Writing } from '../../campaigns/creative/use-writing.ts'
import { Field } from '../../ui/field.tsx'
import { Go } from '../../ui/go.tsx'
import { MoneyInput } from '../../ui/money-input.tsx'
import { useLocal } from '../../ui/use-format.ts'
import { bothOf, hasReason } from './reason.ts'
import { ReasonFields } from './reason-fields.tsx'
import { ScriptSelect } from './script-select.tsx'
import { SkillField } from './skill-field.tsx'

type Fields = Creative['fields']
const text = (fields: Fields, name: string) => String(fields?.[name] ?? '')
const figure = (fields: Fields, name: string, absent: number) => Number(fields?.[name] ?? absent)

/** Why is rung, for lists of creatives. */
export const lineOfCall = ({ fields, language }: Creative): string =>
  text(fields, language.startsWith('zh') ? 'reasonZh' : 'reasonEn')

/** Who rings, why, and with which words. */
export function CallEditor({ saved, onClose, onSaved }: CreativeEditing) {
  const { t } = useTranslation()
  const teams = useRead('/desk/teams')
  const { keep, isKeeping } = useKeepCreative({ saved, onClose, onSaved })
  const fields = saved?.fields
  const [draft, setDraft] = useState({
    reason: { en: text(fields, 'reasonEn'), 'zh-CN': text(fields, 'reasonZh') },
    ...{ teamId: text(fields, 'teamId'), skill: text(fields, 'skill') },
    ...{ windowDays: figure(fields, 'windowDays', 7), valueMinor: figure(fields, 'valueMinor', 0) },
  })
  const writing = useWriting(saved, (source) => ({ scriptId: text(source?.fields, 'scriptId') }))
  const callTeams = (teams.data?.items ?? []).filter(({ kind }) => kind === 'call')
  // The only team there is needs no choice.
  const teamId = draft.teamId || (callTeams.length === 1 ? (callTeams[0]?.id ?? '') : '')
  const save = async () => {
    const { reason, ...rest } = draft
    const both = bothOf(reason)
    const shared = { ...rest, teamId, reasonEn: both.en, reasonZh: both['zh-CN'] }
    const { fields: own, ...body } = inAllLanguages(writing, ({ scriptId }) => ({ fields: { scriptId } }))
    return keep({ ...body, channel: 'call', fields: { ...shared, ...own } })
  }
  const isComplete = writing.name.trim() !== '' && teamId !== '' && hasReason(draft.reason)
  return (
    <CreativeDrawer
      title={t('deskTools.creative.title')}
      widestPx={560}
      isComplete={isComplete}
      isKeeping={isKeeping}
      onKeep={save}
      onClose={onClose}
    >
      {teams.data && callTeams.length === 0 ? (
        <p className="notice notice-look">
          {t('deskTools.creative.noTeam')}{' '}
          <Go to="/interaction/desk/board">{t('deskTools.ofCustomer.toTeams')}</Go>
        </p>
      ) : null}
      <Form
        draft={{ ...draft, teamId }}
        writing={writing}
        teams={callTeams}
        onChange={(part) => setDraft((old) => ({ ...old, ...part }))}
      />
    </CreativeDrawer>
  )
}

interface Draft {
  reason: { en: string; 'zh-CN': string }
  teamId: string
  skill: string
  windowDays: number
  valueMinor: number
}

function Form({
  draft,
  writing,
  teams,
  onChange,
}: {
  draft: Draft
  writing: Writing<{ scriptId: string }>
  teams: DeskTeam[]
  onChange: (part: Partial<Draft>) => void
}) {
  const { t } = useTranslation()
  const currency = useWorkspace()?.currency ?? ''
  return (
    <div className="stack">
      <Field label={t('deskTools.creative.name')}>
        <Input
          value={writing.name}
          maxLength={100}
          onChange={({ target }) => writing.setName(target.value)}
        />
        <span className="field-help">{t('deskTools.creative.nameHelp')}</span>
      </Field>
      <Field label={t('desk.team')}>
        <Select
          value={draft.teamId || null}
          onChange={(teamId) => onChange({ teamId })}
          options={teams.map(({ id, name }) => ({ value: id, label: name }))}
        />
      </Field>
      <ReasonFields value={draft.reason} onChange={(reason) => onChange({ reason })} />
      <Languages writing={writing} check={undefined} />
      <ScriptSelect
        kind="call"
        value={writing.words.scriptId || null}
        onChange={(id) => writing.set({ scriptId: id ?? '' })}
      />
      <SkillField
        team={teams.find(({ id }) => id === draft.teamId)}
        value={draft.skill}
        onChange={(skill) => onChange({ skill })}
      />
      <Field label={t('deskTools.creative.windowDays')}>
        <InputNumber
          min={1}
          max={90}
          precision={0}
          value={draft.windowDays}
          onChange={(value) => onChange({ windowDays: value ?? 7 })}
        />
        <span className="field-help">{t('deskTools.creative.windowHelp')}</span>
      </Field>
      <Field label={t('deskTools.creative.value')} optional>
        <MoneyInput
          value={draft.valueMinor}
          currency={currency}
          onChange={(value) => onChange({ valueMinor: value ?? 0 })}
        />
        <span className="field-help">{t('deskTools.creative.valueHelp')}</span>
      </Field>
    </div>
  )
}

/** A creative of the kind in three lines. */
export function CallPreview({ creative: { fields } }: { creative: Creative }) {
  const { t } = useTranslation()
  const local = useLocal()
  const enabled = useMay('desk.supervise')
  const teams = useRead('/desk/teams', {}, { enabled })
  const scripts = useRead('/desk/scripts', {}, { enabled })
  const team = teams.data?.items.find(({ id }) => id === text(fields, 'teamId'))
  const script = scripts.data?.items.find(({ id }) => id === text(fields, 'scriptId'))
  return (
    <div className="stack-tight">
      <p className="desk-reason">
        {local({ en: text(fields, 'reasonEn'), 'zh-CN': text(fields, 'reasonZh') })}
      </p>
      <p className="soft">
        {t('deskTools.creative.summary', {
          team: team?.name ?? (teams.data ? t('deskTools.creative.gone') : '…'),
          days: figure(fields, 'windowDays', 7),
        })}{' '}
        {script ? t('deskTools.creative.withScript', { name: script.name }) : t('deskTools.scriptNone')}
      </p>
    </div>
  )
}
