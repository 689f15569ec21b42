import { App, Button, Popconfirm, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useWrite } from '../../api/hooks.ts'
import type { Case } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { Reaction } from './reaction.tsx'
import './cases.css'

const touched = ['/cases', '/case-figures', '/customers']
const tones = { waiting: 'look', ready: 'look', given: 'good', refused: 'quiet', withdrawn: 'quiet' } as const

/** The remedy as it was prepared, and what became of it. */
export function RemedyPart({ one }: { one: Case }) {
  const { t } = useTranslation()
  const format = useFormat()
  const mayEdit = useMay('customers.edit') && one.closedAt === null
  const standing = one.remedies.find(
    ({ state, round }) =>
      round === one.round && (state === 'waiting' || state === 'ready' || state === 'given'),
  )
  return (
    <Part title={t('cases.prepared')} note={t('cases.preparedNote')}>
      {one.arm === 'standard' ? <p>{t('cases.standardOnly')}</p> : null}
      {standing ? null : <Prepared one={one} mayEdit={mayEdit} />}
      {one.remedies.length === 0 ? null : (
        <ol className="case-steps" aria-label={t('cases.remedy')}>
          {one.remedies.toReversed().map((remedy) => (
            <li key={remedy.id}>
              {remedy.label} <Mark tone={tones[remedy.state]}>{t(`cases.remedyStates.${remedy.state}`)}</Mark>
              <span className="row-help">
                {[
                  format.money(remedy.costMinor, one.currency),
                  remedy.proposedBy === null ? null : t('cases.by', { name: remedy.proposedBy }),
                  one.round > 1 ? t('cases.rounds', { round: remedy.round }) : null,
                ]
                  .filter((part) => part !== null)
                  .join(' · ')}
              </span>
              {remedy === standing && mayEdit ? <RemedyActions one={one} remedy={remedy} /> : null}
            </li>
          ))}
        </ol>
      )}
    </Part>
  )
}

function useDone() {
  const { message } = App.useApp()
  const problem = useProblemText()
  return async (work: Promise<unknown>) => {
    try {
      await work
    } catch (error) {
      void message.error(problem(error))
    }
  }
}

function Prepared({ one, mayEdit }: { one: Case; mayEdit: boolean }) {
  const { t } = useTranslation()
  const format = useFormat()
  const done = useDone()
  const propose = useWrite('post', '/cases/{id}/remedies', touched)
  const take = (remedy: string) => done(propose.mutateAsync({ path: { id: one.id }, body: { remedy } }))
  const { remedy, needsApproval, by, channel, reaction } = one.prepared
  const others = one.fitting.filter(({ id }) => id !== remedy.id)
  return (
    <div className="stack-tight">
      <p className="prepared-remedy">
        <strong>{remedy.name}</strong>
        <span className="row-help">
          {[
            t('cases.cost', { amount: format.money(remedy.costMinor, one.currency) }),
            needsApproval ? t('cases.needsApproval') : null,
            t(by === 'manager' ? 'cases.byManager' : 'cases.byAgent'),
            t(channel === 'call' ? 'cases.byCall' : 'cases.bySame'),
          ]
            .filter((part) => part !== null)
            .join(' · ')}
        </span>
        <span className="row-help">
          <Reaction reaction={reaction} />
        </span>
      </p>
      {mayEdit ? (
        <div className="bar">
          <Button type="primary" loading={propose.isPending} onClick={() => void take(remedy.id)}>
            {t('cases.promise')}
          </Button>
          {others.length === 0 ? null : (
            <Select<string>
              aria-label={t('cases.other')}
              placeholder={t('cases.other')}
              style={{ minWidth: 240 }}
              value={null}
              onSelect={(id: string) => void take(id)}
              options={others.map(({ id, name, costMinor }) => ({
                value: id,
                label: `${name} · ${format.money(costMinor, one.currency)}`,
              }))}
            />
          )}
        </div>
      ) : null}
    </div>
  )
}

function RemedyActions({ one, remedy }: { one: Case; remedy: Case['remedies'][number] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const done = useDone()
  const mayApprove = useMay('campaigns.launch')
  const path = { id: one.id }
  const give = useWrite('post', '/cases/{id}/remedies/given', touched)
  const decide = useWrite('post', '/cases/{id}/remedies/decision', touched)
  const withdraw = useWrite('post', '/cases/{id}/remedies/withdrawal', touched)
  if (remedy.state === 'given') return null
  return (
    <div className="bar">
      {remedy.state === 'ready' ? (
        <Popconfirm
          title={t('cases.giveAsk', {
            remedy: remedy.label,
            amount: format.money(remedy.costMinor, one.currency),
          })}
          okText={t('cases.give')}
          cancelText={t('common.cancel')}
          onConfirm={() => void done(give.mutateAsync({ path, body: {} }))}
        >
          <Button type="primary" loading={give.isPending}>
            {t('cases.give')}
          </Button>
        </Popconfirm>
      ) : remedy.isMine ? (
        <span className="soft">{t('cases.waitsForOther')}</span>
      ) : mayApprove ? (
        <>
          <Button
            type="primary"
            loading={decide.isPending}
            onClick={() => void done(decide.mutateAsync({ path, body: { approve: true } }))}
          >
            {t('cases.approve')}
          </Button>
          <Button onClick={() => void done(decide.mutateAsync({ path, body: { approve: false } }))}>
            {t('cases.refuse')}
          </Button>
        </>
      ) : null}
      <Button type="text" onClick={() => void done(withdraw.mutateAsync({ path, body: {} }))}>
        {t('cases.withdraw')}
      </Button>
    </div>
  )
}
