import { Segmented } from 'antd'
import type { TextAreaRef } from 'antd/es/input/TextArea'
import { useEffect, useRef } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, usePages, useSession } from '../../api/hooks.ts'
import type { Conversation } from '../../api/types.ts'
import { Part } from '../../ui/page.tsx'
import { Paged } from '../../ui/paged.tsx'
import { EmptyState } from '../../ui/states.tsx'
import { useUrlState } from '../../ui/url-state.ts'
import { useFormat } from '../../ui/use-format.ts'
import { InteractionPage } from '../interaction-page.tsx'
import { Thread } from './thread.tsx'
import { useInbox } from './use-inbox.tsx'

const shows = ['open', 'unread', 'mine', 'done'] as const
type Show = (typeof shows)[number]

/** What customers wrote: a list, and the thread beside it. */
export function InboxPage() {
  const { t } = useTranslation()
  const format = useFormat()
  const [url, setUrl] = useUrlState()
  const show: Show = shows.find((one) => one === url.show) ?? 'open'
  const list = usePages(
    '/inbox',
    { query: { limit: 50, show, ...(url.customer ? { customer: url.customer } : {}) } },
    { refetchInterval: 5_000 },
  )
  const answerField = useRef<TextAreaRef>(null)
  useKeys(list.items ?? [], url.id, (id) => setUrl({ id }), answerField)
  return (
    <InteractionPage tab="inbox" answers={t('inbox.answers')}>
      <div className="columns">
        <Part
          className="span-4"
          title={t('inbox.list')}
          note={list.total === null ? null : format.integer(list.total)}
        >
          <Segmented
            block
            value={show}
            onChange={(next) => setUrl({ show: next, id: null })}
            options={shows.map((value) => ({ value, label: t(`inbox.shows.${value}`) }))}
          />
          <Paged
            list={list}
            where={t('inbox.list')}
            height={400}
            empty={
              show === 'open'
                ? { title: t('inbox.empty'), help: t('inbox.emptyHelp') }
                : { title: t('inbox.emptyFilter') }
            }
          >
            {(items) => (
              <ul className="mail-list">
                {items.map((one) => (
                  <li key={one.id}>
                    <Row one={one} isOpen={url.id === one.id} open={() => setUrl({ id: one.id })} />
                  </li>
                ))}
              </ul>
            )}
          </Paged>
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
      <span className="faint">{format.dateTime(one.lastAt)}</span>
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
