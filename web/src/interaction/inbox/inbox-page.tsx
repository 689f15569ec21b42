import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useEffect, useRef, useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, usePosted, useSession } from '../../api/hooks.ts'
import type { Conversation } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { Paged } from '../../ui/paged.tsx'
import { EmptyState, Loaded } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat } from '../../ui/use-format.ts'
import { InteractionPage } from '../interaction-page.tsx'
import { InboxFilters, useInboxFilter } from './inbox-filters.tsx'
import { Thread } from './thread.tsx'
import { useInbox } from './use-inbox.tsx'

/** What customers wrote: a list, and the thread beside it. */
export function InboxPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [url, setUrl] = useUrlState()
  const filter = useInboxFilter()
  const [search, setSearch] = useState('')
  const list = usePages(
    '/inbox',
    { query: { limit: 50, ...filter, ...(url.customer ? { customer: url.customer } : {}) } },
    { refetchInterval: 5_000 },
  )
  const found = usePosted('/inbox/search', { ...filter, search }, { enabled: search !== '' })
  const items = search === '' ? (list.items ?? []) : (found.data?.items ?? [])
  const answerField = useRef<TextAreaRef>(null)
  useKeys(items, url.id, (id) => setUrl({ id }), answerField)
  return (
    <InteractionPage tab="inbox" answers={t('inbox.answers')}>
      <div className="columns">
        <Part
          className="span-4"
          title={t('inbox.list')}
          note={search !== '' || list.total === null ? null : format.integer(list.total)}
        >
          <InboxFilters onSearch={setSearch} />
          {search !== '' ? (
            <Loaded query={found} where={t('inbox.search.label')} height={400}>
              {(result) => (
                <>
                  <p className="faint" role="status">
                    {t(result.isAll ? 'inbox.search.all' : 'inbox.search.newest', {
                      ...{ count: result.items.length, shown: format.integer(result.items.length) },
                      opened: format.integer(result.opened),
                    })}
                  </p>
                  <Rows items={result.items} openId={url.id} open={(id) => setUrl({ id })} />
                </>
              )}
            </Loaded>
          ) : (
            <Paged
              list={list}
              where={t('inbox.list')}
              height={400}
              empty={
                filter.show === 'open' && !filter.channel && !filter.topic
                  ? { title: t('inbox.empty'), help: t('inbox.emptyHelp') }
                  : { title: t('inbox.emptyFilter') }
              }
            >
              {(shown) => <Rows items={shown} openId={url.id} open={(id) => setUrl({ id })} />}
            </Paged>
          )}
          <p className="faint">{t('inbox.keys')}</p>
        </Part>
        <div className="span-8">
          {url.id ? (
            <Thread key={url.id} id={url.id} answerField={answerField} />
          ) : (
            <EmptyState title={t('inbox.choose')} />
          )}
        </div>
      </div>
    </InteractionPage>
  )
}

function Rows({
  items,
  openId,
  open,
}: {
  items: readonly Conversation[]
  openId: string | undefined
  open: (id: string) => void
}) {
  return (
    <ul className="mail-list">
      {items.map((one) => (
        <li key={one.id}>
          <Row one={one} isOpen={openId === one.id} open={() => open(one.id)} />
        </li>
      ))}
    </ul>
  )
}

function Row({ one, isOpen, open }: { one: Conversation; isOpen: boolean; open: () => void }) {
  const { t } = useTranslation()
  const format = useFormat()
  const name = one.customerId === null ? t('inbox.unknown') : one.name || one.customerId
  return (
    <button type="button" className="mail-item" aria-current={isOpen} onClick={open}>
      <span className="clip">
        {one.unread ? <span className="unread-dot" role="img" aria-label={t('inbox.unread')} /> : null}
        <strong>{name}</strong>
        {one.assignee ? <span className="faint"> · {one.assignee.name}</span> : null}
      </span>
      <span className="clip soft">{one.beginning}</span>
      <span className="faint">
        {[format.dateTime(one.lastAt), ...one.topics.map((topic) => t(`cases.topics.${topic}`))].join(' · ')}
      </span>
    </button>
  )
}

/** j and k go through the list, r answers, a takes on, e is done, c is a complaint; nothing while somebody types. */
function useKeys(
  items: readonly Conversation[],
  openId: string | undefined,
  open: (id: string) => void,
  answerField: React.RefObject<TextAreaRef | null>,
): void {
  const inbox = useInbox()
  const mayEdit = useMay('customers.edit')
  const me = useSession()?.user?.id ?? ''
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      const target = event.target as HTMLElement
      if (event.ctrlKey || event.metaKey || event.altKey || /^(input|textarea|select)$/i.test(target.tagName))
        return
      const at = items.findIndex(({ id }) => id === openId)
      const one = items[at]
      if (event.key === 'j' || event.key === 'k') {
        const next = items[event.key === 'j' ? at + 1 : at - 1]
        if (next) open(next.id)
      } else if (event.key === 'r' && answerField.current) answerField.current.focus()
      else if (event.key === 'a' && one && mayEdit) void inbox.toggleMine(one, me)
      else if (event.key === 'e' && one && mayEdit) void inbox.toggleDone(one)
      else if (event.key === 'c' && one && mayEdit) void inbox.complaint(one.id)
      else return
      event.preventDefault()
    }
    window.addEventListener('keydown', press)
    return () => window.removeEventListener('keydown', press)
  })
}
