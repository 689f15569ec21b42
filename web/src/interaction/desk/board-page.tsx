import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useRead } from '../../api/hooks.ts'
import type { DeskTeam } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import './desk.css'
import { DeskFrame } from './desk-page.tsx'
import { Queue } from './queue.tsx'
import { Rules } from './rules.tsx'
import { TeamForm } from './team-form.tsx'
import { useShare } from './use-share.ts'

const days = 28

/** The live queue, the people, and what makes tasks. */
export function BoardPage() {
  const { t } = useTranslation()
  const teams = useRead('/desk/teams')
  const [editing, setEditing] = useState<DeskTeam | 'new' | null>(null)
  return (
    <DeskFrame
      title={t('desk.teamsTitle')}
      answers={t('desk.teamsAnswers')}
      actions={<Button onClick={() => setEditing('new')}>{t('desk.addTeam')}</Button>}
    >
      <Loaded query={teams} where={t('desk.teams')} height={200}>
        {({ items, people }) =>
          items.length === 0 ? (
            <Part title={t('desk.teams')}>
              <EmptyState
                title={t('desk.teamsEmpty')}
                action={
                  <Button type="primary" onClick={() => setEditing('new')}>
                    {t('desk.addTeam')}
                  </Button>
                }
              >
                {t('desk.teamsEmptyHelp')}
              </EmptyState>
              {editing ? <TeamForm before={null} people={people} onClose={() => setEditing(null)} /> : null}
            </Part>
          ) : (
            <>
              <Teams items={items} onEdit={setEditing} />
              <Agents />
              <Queue teams={items} />
              <Rules teams={items} />
              {editing ? (
                <TeamForm
                  before={editing === 'new' ? null : editing}
                  people={people}
                  onClose={() => setEditing(null)}
                />
              ) : null}
            </>
          )
        }
      </Loaded>
    </DeskFrame>
  )
}

function Teams({ items, onEdit }: { items: DeskTeam[]; onEdit: (team: DeskTeam) => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const board = useRead('/desk/board', { query: { days } }, { refetchInterval: 15_000 })
  const live = new Map(board.data?.teams.map((one) => [one.teamId, one]))
  const figure = (id: string, pick: 'waiting' | 'promised' | 'held' | 'capacityLeft') => {
    const one = live.get(id)
    return one ? format.integer(one[pick]) : '–'
  }
  return (
    <Part title={t('desk.board')}>
      <DataTable
        label={t('desk.board')}
        rows={items}
        rowKey={(row) => row.id}
        columns={[
          {
            key: 'team',
            title: t('desk.team'),
            render: (row) => (
              <Button type="link" className="flush" onClick={() => onEdit(row)}>
                {row.name}
              </Button>
            ),
          },
          { key: 'kind', title: t('desk.kind'), render: (row) => t(`desk.kinds.${row.kind}`) },
          {
            key: 'members',
            title: t('desk.members'),
            figure: true,
            render: (row) => format.integer(row.members.length),
          },
          {
            key: 'waiting',
            title: t('desk.boardWaiting'),
            figure: true,
            render: (row) => figure(row.id, 'waiting'),
          },
          {
            key: 'oldest',
            title: t('desk.boardOldest'),
            figure: true,
            render: (row) => format.dateTime(live.get(row.id)?.oldest),
          },
          {
            key: 'promised',
            title: t('desk.boardPromised'),
            figure: true,
            render: (row) => figure(row.id, 'promised'),
          },
          { key: 'held', title: t('desk.boardHeld'), figure: true, render: (row) => figure(row.id, 'held') },
          {
            key: 'left',
            title: t('desk.boardLeft'),
            figure: true,
            render: (row) => figure(row.id, 'capacityLeft'),
          },
        ]}
      />
    </Part>
  )
}

/** Shares of conversations with their intervals, best first as if all had had the same tasks. */
function Agents() {
  const { t } = useTranslation()
  const format = useFormat()
  const board = useRead('/desk/board', { query: { days } }, { refetchInterval: 60_000 })
  const share = useShare()
  return (
    <Part title={t('desk.agents')} note={t('desk.agentsHelp', { days })}>
      <Loaded query={board} where={t('desk.agents')} height={160}>
        {({ agents }) =>
          agents.length === 0 ? (
            <p className="soft">{t('desk.agentsEmpty')}</p>
          ) : (
            <DataTable
              label={t('desk.agents')}
              rows={[...agents].sort((a, b) => b.adjusted.estimate - a.adjusted.estimate)}
              rowKey={(row) => row.userId}
              columns={[
                { key: 'agent', title: t('desk.agentCol.agent'), render: (row) => row.name },
                {
                  key: 'talks',
                  title: t('desk.agentCol.talks'),
                  figure: true,
                  render: (row) => format.integer(row.talks),
                },
                {
                  key: 'success',
                  title: t('desk.agentCol.success'),
                  figure: true,
                  render: (row) => share(row.accepted),
                },
                {
                  key: 'considering',
                  title: t('desk.agentCol.considering'),
                  figure: true,
                  render: (row) => share(row.considering),
                },
                {
                  key: 'refused',
                  title: t('desk.agentCol.refused'),
                  figure: true,
                  render: (row) => share(row.refused),
                },
                {
                  key: 'adjusted',
                  title: t('desk.agentCol.adjusted'),
                  figure: true,
                  render: (row) => share(row.adjusted),
                },
              ]}
            />
          )
        }
      </Loaded>
    </Part>
  )
}
