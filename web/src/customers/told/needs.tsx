import { App, Button, Popconfirm } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import type { CustomerNeeds } from '../../api/types.ts'
import { Mark } from '../../ui/figures.tsx'
import { Part } from '../../ui/page.tsx'
import { Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'
import { NeedForm } from './need-form.tsx'
import { NeedTopics } from './need-topics.tsx'
import './told.css'

type Item = CustomerNeeds['items'][number]
type Word = Item['words'][number]
type Open = { topic: string | null; word: Word | null } | 'topics' | null

/** What a customer said, topic by topic, beside what their orders and events show. */
export function Needs({ customerId }: { customerId: string }) {
  const { t } = useTranslation()
  const mayEdit = useMay('customers.edit')
  const mayManage = useMay('settings.manage')
  const query = useRead('/customers/{id}/needs', { path: { id: customerId } })
  const [open, setOpen] = useState<Open>(null)
  const close = () => setOpen(null)
  const where = t('told.needs.title')
  return (
    <Part
      title={where}
      note={t('told.needs.note')}
      actions={
        <>
          {mayManage ? (
            <Button size="small" type="text" onClick={() => setOpen('topics')}>
              {t('told.needs.topics')}
            </Button>
          ) : null}
          {mayEdit && (query.data?.topics.length ?? 0) > 0 ? (
            <Button size="small" onClick={() => setOpen({ topic: null, word: null })}>
              {t('told.needs.add')}
            </Button>
          ) : null}
        </>
      }
    >
      <Loaded query={query} where={where} height={120}>
        {(data) => (
          <>
            <NeedList data={data} customerId={customerId} mayEdit={mayEdit} onOpen={setOpen} />
            {open !== null && open !== 'topics' ? (
              <NeedForm
                customerId={customerId}
                data={data}
                topic={open.topic}
                before={open.word}
                onClose={close}
              />
            ) : null}
          </>
        )}
      </Loaded>
      {open === 'topics' ? <NeedTopics onClose={close} /> : null}
    </Part>
  )
}

const strengths = ['0', '1', '2', '3'] as const

interface ListProps {
  data: CustomerNeeds
  customerId: string
  mayEdit: boolean
  onOpen: (open: Open) => void
}

function NeedList({ data, customerId, mayEdit, onOpen }: ListProps) {
  const { t } = useTranslation()
  if (data.items.length === 0)
    return <p className="soft">{t(data.topics.length === 0 ? 'told.needs.noTopics' : 'told.needs.none')}</p>
  return (
    <DataTable
      label={t('told.needs.title')}
      rows={data.items}
      rowKey={({ topic }) => topic}
      columns={[
        { key: 'topic', title: t('told.needs.topic'), render: ({ label }) => label },
        {
          key: 'said',
          title: t('told.needs.said'),
          render: ({ words }) => <Said words={words} />,
        },
        {
          key: 'shown',
          title: t('told.needs.shown'),
          render: ({ shown }) => <Shown shown={shown} currency={data.currency} />,
        },
        ...(mayEdit
          ? [
              {
                key: 'do',
                title: <span className="visually-hidden">{t('told.dates.edit')}</span>,
                render: (item: Item) => <Actions item={item} customerId={customerId} onOpen={onOpen} />,
              },
            ]
          : []),
      ]}
    />
  )
}

/** The word that counts, and those before it behind a fold. */
function Said({ words }: { words: readonly Word[] }) {
  const { t } = useTranslation()
  const [newest, ...older] = words
  if (!newest) return <span className="faint">{t('told.needs.nothingSaid')}</span>
  return (
    <>
      <OneWord word={newest} />
      {older.length === 0 ? null : (
        <details>
          <summary className="soft">{t('told.needs.earlier', { count: older.length })}</summary>
          {older.map((word) => (
            <div key={`${word.id}${word.notedAt}${word.source}`} className="said-before">
              <OneWord word={word} />
            </div>
          ))}
        </details>
      )}
    </>
  )
}

function OneWord({ word }: { word: Word }) {
  const { t } = useTranslation()
  const format = useFormat()
  const from = [
    format.date(word.saidOn),
    word.place === null ? null : t(`told.needs.places.${word.place}`),
    word.id === null ? (word.source ?? t('told.needs.fromFiles')) : null,
    word.by === null ? null : t('told.needs.by', { name: word.by }),
  ].filter((part) => part !== null)
  return (
    <>
      <span className={word.state === 'counts' ? '' : 'faint'}>
        {t(`told.needs.stances.${word.stance}`)}
        {word.strength === 0 ? null : ` · ${t(`told.needs.strengths.${strengths[word.strength] ?? '0'}`)}`}
      </span>{' '}
      {word.state === 'over' ? <Mark tone="quiet">{t('told.needs.over')}</Mark> : null}
      <span className="row-help">
        {from.join(' · ')}
        {word.validUntil === null
          ? null
          : ` · ${t('told.needs.until', { day: format.date(word.validUntil) })}`}
      </span>
      {word.note === null ? null : <span className="row-help">{word.note}</span>}
    </>
  )
}

/** Never a guess: a share and the numbers it rests on. */
function Shown({ shown, currency }: { shown: Item['shown']; currency: string }) {
  const { t } = useTranslation()
  const format = useFormat()
  if (shown === null) return <span className="faint">{t('told.needs.notShown')}</span>
  const numbers = { times: format.integer(shown.times), of: format.integer(shown.ofTimes) }
  return (
    <>
      {t(`told.needs.shares.${shown.amountMinor === null || shown.amountMinor <= 0 ? shown.by : 'amount'}`, {
        share: format.percent(shown.share),
      })}
      <span className="row-help">
        {shown.what} · {t(`told.needs.counts.${shown.by}`, numbers)}
        {shown.amountMinor === null || shown.ofAmountMinor === null || shown.amountMinor <= 0
          ? null
          : ` · ${format.money(shown.amountMinor, currency)} / ${format.money(shown.ofAmountMinor, currency)}`}
      </span>
    </>
  )
}

function Actions({
  item,
  customerId,
  onOpen,
}: {
  item: Item
  customerId: string
  onOpen: (open: Open) => void
}) {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const add = useWrite('post', '/customers/{id}/needs', ['/customers'])
  const remove = useWrite('delete', '/customers/{id}/needs/{item}', ['/customers'])
  const [newest] = item.words
  const own = item.words.find(({ id }) => id !== null)
  const done = async (work: Promise<unknown>) => {
    try {
      await work
    } catch (error) {
      void message.error(problem(error))
    }
  }
  const takeBack = () =>
    done(add.mutateAsync({ path: { id: customerId }, body: { topic: item.topic, stance: 'none' } }))
  return (
    <span className="row-actions">
      {newest?.state === 'counts' && newest.stance !== 'none' ? (
        <Popconfirm
          title={t('told.needs.takeBackHelp')}
          okText={t('told.needs.takeBack')}
          cancelText={t('common.cancel')}
          onConfirm={() => void takeBack()}
        >
          <Button size="small" type="text" loading={add.isPending}>
            {t('told.needs.takeBack')}
          </Button>
        </Popconfirm>
      ) : null}
      {own && own === newest ? (
        <>
          <Button size="small" type="text" onClick={() => onOpen({ topic: item.topic, word: own })}>
            {t('told.dates.edit')}
          </Button>
          <Popconfirm
            title={t('told.needs.removeHelp')}
            okText={t('told.dates.remove')}
            cancelText={t('common.cancel')}
            onConfirm={() => void done(remove.mutateAsync({ path: { id: customerId, item: own.id ?? '' } }))}
          >
            <Button size="small" type="text" loading={remove.isPending}>
              {t('told.dates.remove')}
            </Button>
          </Popconfirm>
        </>
      ) : (
        <Button size="small" type="text" onClick={() => onOpen({ topic: item.topic, word: null })}>
          {t('told.needs.note1')}
        </Button>
      )}
    </span>
  )
}
