import { Button, InputNumber, Select } from 'antd'
import { useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead, useRefresh, useWrite } from '../../api/hooks.ts'
import type { DeskTeam, DiallerResults } from '../../api/types.ts'
import { Field } from '../../ui/field.tsx'
import { useFile } from '../../ui/file/use-file.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { EmptyState, ErrorState, Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat, useLocal } from '../../ui/use-format.ts'
import { DeskFrame } from './desk-page.tsx'

const mostBytes = 900_000

/** A list for the dialling machine, and what came of its calls. */
export function DiallerPage() {
  const { t } = useTranslation()
  const teams = useRead('/desk/teams')
  return (
    <DeskFrame title={t('deskTools.dialler.title')} answers={t('deskTools.dialler.answers')}>
      <Loaded query={teams} where={t('deskTools.dialler.out')} height={240}>
        {({ items }) => <Out teams={items.filter(({ kind }) => kind === 'call')} />}
      </Loaded>
      <In />
    </DeskFrame>
  )
}

function Out({ teams }: { teams: DeskTeam[] }) {
  const { t } = useTranslation()
  const file = useFile('/desk/dialler/list')
  const refresh = useRefresh()
  const [teamId, setTeam] = useState(teams[0]?.id ?? '')
  const [limit, setLimit] = useState(500)
  const [hours, setHours] = useState(8)
  const take = async () => {
    await file.take({ teamId, limit, hours }, t('deskTools.dialler.fileName'))
    await refresh('/desk')
  }
  return (
    <Part title={t('deskTools.dialler.out')}>
      {teams.length === 0 ? (
        <EmptyState
          title={t('deskTools.dialler.noTeam')}
          action={<Go to="/interaction/desk/board">{t('deskTools.ofCustomer.toTeams')}</Go>}
        >
          {t('deskTools.dialler.noTeamHelp')}
        </EmptyState>
      ) : (
        <div className="stack">
          <p className="soft">{t('deskTools.dialler.outHelp')}</p>
          <div className="bar">
            <Field label={t('desk.team')}>
              <Select
                style={{ minWidth: 180 }}
                value={teamId}
                onChange={setTeam}
                options={teams.map(({ id, name }) => ({ value: id, label: name }))}
              />
            </Field>
            <Field label={t('deskTools.dialler.limit')}>
              <InputNumber min={1} max={5_000} value={limit} onChange={(value) => setLimit(value ?? 500)} />
            </Field>
            <Field label={t('deskTools.dialler.hours')}>
              <InputNumber min={1} max={24} value={hours} onChange={(value) => setHours(value ?? 8)} />
            </Field>
          </div>
          <p className="faint">{t('deskTools.dialler.hoursHelp')}</p>
          <p>
            <Button type="primary" loading={file.busy} onClick={() => void take()}>
              {t('deskTools.dialler.take')}
            </Button>
          </p>
        </div>
      )}
    </Part>
  )
}

function In() {
  const { t } = useTranslation()
  const send = useWrite('post', '/desk/dialler/results', ['/desk'])
  const input = useRef<HTMLInputElement>(null)
  const [isTooLarge, setTooLarge] = useState(false)
  const bring = async (file: File) => {
    setTooLarge(file.size > mostBytes)
    if (file.size > mostBytes) return
    const csv = await file.text()
    // What went wrong stands below, with a way to try again.
    await send.mutateAsync({ body: { csv } }).catch(() => {})
  }
  return (
    <Part title={t('deskTools.dialler.in')}>
      <div className="stack">
        <p className="soft">{t('deskTools.dialler.inHelp')}</p>
        <p>
          <Button loading={send.isPending} onClick={() => input.current?.click()}>
            {t('deskTools.dialler.choose')}
          </Button>
          <input
            ref={input}
            type="file"
            accept=".csv,text/csv"
            // The button speaks for it: one thing, one name, one place to stop at.
            hidden
            onChange={({ target }) => {
              const file = target.files?.[0]
              target.value = '' // the same file may be chosen again after a correction
              if (file) void bring(file)
            }}
          />
        </p>
        <div aria-live="polite">
          {isTooLarge ? <p className="notice notice-look">{t('deskTools.dialler.tooLarge')}</p> : null}
          {send.error && !isTooLarge ? (
            <ErrorState error={send.error} where={t('deskTools.dialler.in')} />
          ) : null}
          {send.data && !isTooLarge ? <Results results={send.data} /> : null}
        </div>
      </div>
    </Part>
  )
}

function Results({ results: { taken, already, bad } }: { results: DiallerResults }) {
  const { t } = useTranslation()
  const format = useFormat()
  const local = useLocal()
  const counted = (key: 'taken' | 'already' | 'bad', count: number) =>
    t(`deskTools.dialler.${key}`, { count, shown: format.integer(count) })
  return (
    <>
      <p className="notice">
        {[counted('taken', taken), ...(already > 0 ? [counted('already', already)] : [])].join(' · ')}
      </p>
      {bad.length > 0 ? (
        <>
          <p>
            <strong>{counted('bad', bad.length)}</strong>{' '}
            <span className="soft">{t('deskTools.dialler.badHelp')}</span>
          </p>
          <DataTable
            label={counted('bad', bad.length)}
            maxHeight={360}
            rows={bad}
            rowKey={({ row, problem }) => `${row} ${problem.en}`}
            columns={[
              {
                key: 'row',
                title: t('deskTools.dialler.row'),
                figure: true,
                width: 80,
                render: ({ row }) => format.integer(row),
              },
              {
                key: 'problem',
                title: t('deskTools.dialler.problem'),
                render: ({ problem }) => local(problem),
              },
            ]}
          />
        </>
      ) : null}
    </>
  )
}
