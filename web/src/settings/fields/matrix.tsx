import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useWrite } from '../../api/hooks.ts'
import type { FieldPermissions } from '../../api/types.ts'
import { EmptyState, useProblemText } from '../../ui/states.tsx'
import { type Column, DataTable } from '../../ui/table.tsx'

type Row = FieldPermissions['fields'][number]
type Level = Row['levels'][number]
type Limits = Record<string, Level>
const roles = ['owner', 'marketer', 'analyst', 'viewer', 'agent'] as const

/** Somebody limits are set for: a role, or a key within its role. */
interface Reader {
  id: string
  name: string
  role: (typeof roles)[number]
  isKey: boolean
}

function changed(draft: Record<string, Limits>): number {
  return Object.values(draft).reduce((sum, limits) => sum + Object.keys(limits).length, 0)
}

/** Fields down, readers across; what is not set stands at its standard. */
export function FieldMatrix({ settings }: { settings: FieldPermissions }) {
  const { t, i18n } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const save = useWrite('put', '/field-permissions', ['/field-permissions'])
  const stored: Record<string, Limits> = Object.fromEntries([
    ...roles.map((role) => [role, settings.roles[role]]),
    ...settings.keys.map(({ id, limits }) => [id, limits]),
  ])
  const [draft, setDraft] = useState(stored)
  const [search, setSearch] = useState('')
  const readers: Reader[] = [
    ...roles.map((role) => ({ id: role, name: t(`settings.members.roles.${role}`), role, isKey: false })),
    ...settings.keys.map(({ id, name, role }) => ({
      id,
      name: t('fields.key', { name }),
      role,
      isKey: true,
    })),
  ]
  const nameOf = (row: Row) => row.label[i18n.language === 'en' ? 'en' : 'zh-CN']
  const helpOf = (row: Row) => row.help?.[i18n.language === 'en' ? 'en' : 'zh-CN']
  const wanted = search.trim().toLowerCase()
  const rows = settings.fields.filter((row) =>
    [row.label.en, row.label['zh-CN'], row.id].some((text) => text.toLowerCase().includes(wanted)),
  )
  const set = (reader: string, field: string, level: Level | null) => {
    const { [field]: _, ...others } = draft[reader] ?? {}
    setDraft({ ...draft, [reader]: level === null ? others : { ...others, [field]: level } })
  }
  const store = async (next: Record<string, Limits>) => {
    const part = (id: string) => next[id] ?? {}
    const body = {
      roles: {
        owner: part('owner'),
        marketer: part('marketer'),
        analyst: part('analyst'),
        viewer: part('viewer'),
        agent: part('agent'),
      },
      keys: Object.fromEntries(settings.keys.map(({ id }) => [id, part(id)])),
    }
    try {
      await save.mutateAsync({ body })
      void message.success(t('settings.saved'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const isDirty = JSON.stringify(draft) !== JSON.stringify(stored)
  const count = changed(draft)
  const column = (reader: Reader): Column<Row> => ({
    key: reader.id,
    title: reader.name,
    width: 168,
    render: (row) => (
      <Level
        label={t('fields.cell', { field: nameOf(row), who: reader.name })}
        row={row}
        value={draft[reader.id]?.[row.id] ?? null}
        standard={standardOf(row, reader, draft)}
        onChange={(level) => set(reader.id, row.id, level)}
      />
    ),
  })
  return (
    <>
      <div className="bar">
        <Input
          className="search-field"
          allowClear
          placeholder={t('fields.search')}
          aria-label={t('fields.search')}
          value={search}
          onChange={(event) => setSearch(event.target.value)}
        />
        <span className="grow soft">
          {count === 0 ? t('fields.unchanged') : t('fields.changed', { count })}
        </span>
        <Button disabled={count === 0} onClick={() => setDraft({})}>
          {t('fields.reset')}
        </Button>
        {isDirty ? <Button onClick={() => setDraft(stored)}>{t('fields.undo')}</Button> : null}
        <Button type="primary" disabled={!isDirty} loading={save.isPending} onClick={() => void store(draft)}>
          {t('fields.save')}
        </Button>
      </div>
      {rows.length === 0 ? (
        <EmptyState title={t('fields.none')} />
      ) : (
        <DataTable
          label={t('fields.list')}
          rows={rows}
          rowKey={(row) => row.id}
          columns={[
            {
              key: 'field',
              title: t('fields.field'),
              width: 300,
              render: (row) => (
                <div style={row.id === row.group ? {} : { paddingInlineStart: 16 }}>
                  {nameOf(row)}
                  {helpOf(row) ? <div className="faint">{helpOf(row)}</div> : null}
                </div>
              ),
            },
            ...readers.map(column),
          ]}
        />
      )}
    </>
  )
}

/** What holds where nothing is set: of a single attribute its group, of a key its role. */
function standardOf(row: Row, reader: Reader, draft: Record<string, Limits>): Level {
  const group = row.group === row.id ? undefined : row.group
  const said = (limits: Limits | undefined, ...names: (string | undefined)[]) =>
    names
      .map((name) => (name === undefined ? undefined : limits?.[name]))
      .find((level) => level !== undefined)
  const ofRole = reader.isKey ? said(draft[reader.role], row.id, group) : undefined
  const both = [ofRole, said(draft[reader.id], group)].filter((level) => level !== undefined)
  const order: readonly Level[] = ['hidden', 'masked', 'clear']
  return order.find((level) => both.includes(level)) ?? row.standard[reader.role] ?? 'clear'
}

function Level(props: {
  label: string
  row: Row
  value: Level | null
  standard: Level
  onChange: (level: Level | null) => void
}) {
  const { t } = useTranslation()
  const { row, value, standard } = props
  // In clear, an identifier is read one by one, and each look is on record.
  const isIdentifier = row.standard.viewer === 'masked'
  const word = (level: Level) =>
    level === 'clear' && isIdentifier ? t('fields.clearIdentifier') : t(`fields.levels.${level}`)
  return (
    <Select<Level | ''>
      size="small"
      style={{ width: '100%' }}
      aria-label={props.label}
      value={value ?? ''}
      status={value !== null && value !== standard ? 'warning' : ''}
      onChange={(level) => props.onChange(level === '' ? null : level)}
      options={[
        { value: '', label: t('fields.standard', { level: word(standard) }) },
        ...row.levels.map((level) => ({ value: level, label: word(level) })),
      ]}
    />
  )
}
