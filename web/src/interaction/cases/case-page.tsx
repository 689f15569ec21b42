import { useParams } from '@tanstack/react-router'
import { Button } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead } from '../../api/hooks.ts'
import type { Case } from '../../api/types.ts'
import { FigureRow } from '../../ui/figures.tsx'
import { Go } from '../../ui/go.tsx'
import { Page, Part } from '../../ui/page.tsx'
import { Loaded } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { AnswerDialog, CloseDialog, CodingDialog, ReopenDialog } from './case-dialogs.tsx'
import { CaseOwner } from './case-owner.tsx'
import { CaseSteps } from './case-steps.tsx'
import { RemedyPart } from './remedy-part.tsx'
import { CaseState, useSeverity, useTier, useTopics } from './words.tsx'

type Dialog = 'coding' | 'answer' | 'close' | 'reopen' | 'undo' | null

/** One complaint: what was said, what is due, what was done. */
export function CasePage() {
  const { t } = useTranslation()
  const { id = '' } = useParams({ strict: false }) as { id?: string }
  const query = useRead('/cases/{id}', { path: { id } }, { refetchInterval: 30_000 })
  const [dialog, setDialog] = useState<Dialog>(null)
  const mayEdit = useMay('customers.edit')
  const customer = query.data?.customerId ?? ''
  return (
    <Page
      title={t('cases.title', { customer })}
      answers={t('cases.caseAnswers')}
      back={{ to: '/interaction/cases', label: t('cases.back') }}
      actions={query.data && mayEdit ? <Actions one={query.data} onOpen={setDialog} /> : null}
    >
      <Loaded query={query} where={t('cases.list')} height={320}>
        {(one) => (
          <>
            <Words
              one={one}
              onCorrect={mayEdit && one.closedAt === null ? () => setDialog('coding') : null}
            />
            <RemedyPart one={one} />
            <CaseSteps steps={one.steps} />
            <Dialogs one={one} dialog={dialog} onClose={() => setDialog(null)} />
          </>
        )}
      </Loaded>
    </Page>
  )
}

function Actions({ one, onOpen }: { one: Case; onOpen: (dialog: Dialog) => void }) {
  const { t } = useTranslation()
  if (one.closedAt !== null)
    return (
      <>
        <Button onClick={() => onOpen('undo')}>{t('cases.undoClose')}</Button>
        <Button onClick={() => onOpen('reopen')}>{t('cases.reopen')}</Button>
      </>
    )
  return (
    <>
      <Button type={one.answeredAt === null ? 'primary' : 'default'} onClick={() => onOpen('answer')}>
        {t('cases.answer')}
      </Button>
      <Button onClick={() => onOpen('close')}>{t('cases.close')}</Button>
    </>
  )
}

function Dialogs({ one, dialog, onClose }: { one: Case; dialog: Dialog; onClose: () => void }) {
  if (dialog === 'coding') return <CodingDialog one={one} onClose={onClose} />
  if (dialog === 'answer') return <AnswerDialog id={one.id} onClose={onClose} />
  if (dialog === 'close') return <CloseDialog id={one.id} onClose={onClose} />
  if (dialog === 'reopen' || dialog === 'undo')
    return <ReopenDialog id={one.id} isUndo={dialog === 'undo'} onClose={onClose} />
  return null
}

/** Where it was said. */
function originOf({ customerId }: Case, { kind, id }: NonNullable<Case['origin']>): string {
  return kind === 'thread' ? `/interaction/inbox?id=${id}` : `/customers/${customerId}?tab=contacts`
}

const tones = ['bad', 'neutral', 'good'] as const

function Words({ one, onCorrect }: { one: Case; onCorrect: (() => void) | null }) {
  const { t } = useTranslation()
  const format = useFormat()
  const [severity, topics, tier] = [useSeverity(), useTopics(), useTier()]
  const escalation =
    one.escalation === 'none' || one.answeredAt !== null
      ? null
      : [t(`cases.escalations.${one.escalation}`), one.escalatedTo?.name].filter(Boolean).join(' · ')
  return (
    <Part
      title={t('cases.said')}
      note={`${t(`cases.channels.${one.channel}`)} · ${format.dateTime(one.receivedAt)}`}
      actions={
        <>
          <Go
            to={`/customers/${one.customerId}?tab=contacts`}
          >{`${t('cases.customer')} ${one.customerId}`}</Go>
          {one.origin === null ? null : (
            <Go to={originOf(one, one.origin)}>{t(`cases.origins.${one.origin.kind}`)}</Go>
          )}
          {onCorrect === null ? null : (
            <Button size="small" onClick={onCorrect}>
              {t('cases.correct')}
            </Button>
          )}
        </>
      }
    >
      <blockquote className="said-words">
        {one.words ?? <span className="soft">{t('cases.hidden')}</span>}
      </blockquote>
      <FigureRow
        items={[
          {
            label: t('cases.about'),
            value: topics(one.topics),
            note: one.codedBy === null ? t('cases.codedByModel') : t('cases.codedBy', { name: one.codedBy }),
          },
          { label: t('cases.severity'), value: severity(one.severity) },
          { label: t('cases.tone'), value: t(`cases.tones.${tones[one.sentiment + 1] ?? 'neutral'}`) },
          { label: t('cases.tier'), value: tier(one.tier) },
          { label: t('cases.owner'), value: <CaseOwner one={one} />, note: escalation },
          { label: t('cases.due'), value: <CaseState row={one} />, note: format.dateTime(one.dueAt) },
        ]}
      />
    </Part>
  )
}
