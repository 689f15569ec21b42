import { Button, Checkbox, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import type { Household } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { useHouseholdChange } from './use-change.ts'
import './households.css'

type Member = Household['members'][number]

/** Who lives together, what says so, and what can be done about it. */
export function HouseholdCard({ home, mayChange }: { home: Household; mayChange: boolean }) {
  const { t } = useTranslation()
  const [leaveOut, setLeaveOut] = useState<readonly string[]>([])
  const { change, isPending } = useHouseholdChange(home.id)
  const shown = home.members.filter(({ state }) =>
    home.state === 'live' || home.state === 'proposed' ? state === 'member' || state === 'proposed' : true,
  )
  const label = (home.members.find(({ isHead }) => isHead) ?? home.members[0])?.label ?? ''
  return (
    <li className="home-card" aria-label={t('households.one', { label, count: shown.length })}>
      <ul className="home-people">
        {shown.map((member) => (
          <li key={member.customerId}>
            <Person member={member} />
            {mayChange && member.state === 'proposed' ? (
              <Checkbox
                checked={leaveOut.includes(member.customerId)}
                aria-label={t('households.leaveOutOf', { label: member.label })}
                onChange={({ target }) =>
                  setLeaveOut((old) => [
                    ...old.filter((one) => one !== member.customerId),
                    ...(target.checked ? [member.customerId] : []),
                  ])
                }
              >
                {t('households.leaveOut')}
              </Checkbox>
            ) : null}
            {mayChange && member.state === 'member' && home.state === 'live' ? (
              <span className="bar">
                {member.isHead ? null : (
                  <Button
                    size="small"
                    disabled={isPending}
                    aria-label={t('households.makeHeadOf', { label: member.label })}
                    onClick={() => void change({ change: 'head', customer: member.customerId })}
                  >
                    {t('households.makeHead')}
                  </Button>
                )}
                <Button
                  size="small"
                  disabled={isPending}
                  aria-label={t('households.removeOf', { label: member.label })}
                  onClick={() => void change({ change: 'remove', customer: member.customerId })}
                >
                  {t('households.remove')}
                </Button>
              </span>
            ) : null}
          </li>
        ))}
      </ul>
      <Decided home={home} />
      {mayChange ? (
        <Actions home={home} label={label} leaveOut={leaveOut} change={change} busy={isPending} />
      ) : null}
    </li>
  )
}

function Person({ member }: { member: Member }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { since, until } = member
  const evidence = member.evidence.length === 0 ? (['hand'] as const) : member.evidence
  return (
    <span className="home-person">
      <span>
        <Go to={`/customers/${member.customerId}`}>{`${member.label} · ${member.customerId}`}</Go>{' '}
        {member.isHead ? <Mark>{t('households.head')}</Mark> : null}
        {member.state === 'member' ? null : <Mark>{t(`households.states.${member.state}`)}</Mark>}
      </span>
      <span className="row-help">
        {evidence.map((kind) => t(`households.evidence.${kind}`)).join(' · ')}
        {since === null
          ? null
          : ` · ${
              until === null
                ? t('households.since', { date: format.date(since) })
                : t('households.until', { from: format.date(since), date: format.date(until) })
            }`}
      </span>
    </span>
  )
}

function Decided({ home }: { home: Household }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (home.decidedAt === null || home.decidedBy === null) return null
  const who =
    home.decidedBy === 'rule' ? t('households.by.rule') : t('households.by.person', { who: home.decidedBy })
  return (
    <span className="faint">
      {who} · {format.dateTime(home.decidedAt)}
    </span>
  )
}

function Actions(props: {
  home: Household
  label: string
  leaveOut: readonly string[]
  change: ReturnType<typeof useHouseholdChange>['change']
  busy: boolean
}) {
  const { home, label, leaveOut, change, busy } = props
  const { t } = useTranslation()
  const waits = home.members.some(({ state }) => state === 'proposed')
  if (home.state === 'refused' || home.state === 'dissolved')
    return (
      <div className="bar">
        <Button
          size="small"
          disabled={busy}
          aria-label={t('households.restoreOf', { label })}
          onClick={() => void change({ change: 'restore' })}
        >
          {t('households.restore')}
        </Button>
      </div>
    )
  return (
    <div className="bar">
      {waits ? (
        <>
          <Button
            size="small"
            disabled={busy}
            aria-label={t('households.confirmOf', { label })}
            onClick={() => void change({ change: 'confirm', leaveOut: [...leaveOut] })}
          >
            {t('households.confirm')}
          </Button>
          <Button
            size="small"
            disabled={busy}
            aria-label={t('households.refuseOf', { label })}
            onClick={() => void change({ change: 'refuse' })}
          >
            {t('households.refuse')}
          </Button>
        </>
      ) : null}
      {home.state === 'live' ? (
        <Popconfirm
          title={t('households.dissolveTitle')}
          description={t('households.dissolveHelp')}
          okText={t('households.dissolve')}
          onConfirm={() => change({ change: 'dissolve' })}
        >
          <Button size="small" disabled={busy} aria-label={t('households.dissolveOf', { label })}>
            {t('households.dissolve')}
          </Button>
        </Popconfirm>
      ) : null}
    </div>
  )
}
