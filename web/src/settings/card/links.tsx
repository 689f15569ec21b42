import { App, Button, Segmented } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { usePages, useWrite } from '../../api/hooks.ts'
import type { Answer } from '../../api/types.ts'
import { Go } from '../../ui/go.tsx'
import { Part } from '../../ui/page.tsx'
import { Paged } from '../../ui/paged.tsx'
import { useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

type CardLink = Answer<'/api/workspaces/{workspace}/card-links', 'get'>['items'][number]

/** The links that were given out, and the buttons that end one or all. */
export function CardLinks() {
  const { t } = useTranslation()
  const { modal, message } = App.useApp()
  const problem = useProblemText()
  const [show, setShow] = useState<'live' | 'all'>('live')
  const list = usePages('/card-links', { query: { show, limit: 50 } }, { refetchInterval: 15_000 })
  const endAll = useWrite('delete', '/card-links', ['/card-links'])
  const ask = () =>
    modal.confirm({
      icon: null,
      title: t('card.revokeAsk'),
      content: t('card.revokeText'),
      okText: t('card.revoke'),
      okButtonProps: { danger: true },
      onOk: () =>
        endAll.mutateAsync({}).then(
          () => void message.success(t('card.revoked')),
          (error: unknown) => void message.error(problem(error)),
        ),
    })
  return (
    <Part
      title={t('card.links')}
      note={t('card.linksNote')}
      actions={
        <Button size="small" onClick={ask}>
          {t('card.revoke')}
        </Button>
      }
    >
      <div className="bar" style={{ marginBottom: 12 }}>
        <Segmented
          aria-label={t('card.linksShow')}
          value={show}
          onChange={setShow}
          options={[
            { value: 'live', label: t('card.linksLive') },
            { value: 'all', label: t('card.linksAll') },
          ]}
        />
      </div>
      <Paged
        list={list}
        where={t('card.links')}
        height={120}
        empty={{ title: t('card.linksNone'), help: t('card.linksNoneHelp') }}
      >
        {(items) => <LinkTable items={items} />}
      </Paged>
    </Part>
  )
}

function LinkTable({ items }: { items: readonly CardLink[] }) {
  const { t } = useTranslation()
  const format = useFormat()
  const comma = t('common.listComma')
  return (
    <DataTable
      label={t('card.links')}
      rows={items}
      rowKey={({ id }) => id}
      columns={[
        {
          key: 'customer',
          title: t('card.col.customer'),
          render: ({ customerId }) => <Go to={`/customers/${customerId}`}>{customerId}</Go>,
        },
        {
          key: 'maker',
          title: t('card.col.maker'),
          render: ({ maker }) => (
            <>
              {maker.name ?? maker.id}
              <span className="row-help">{t(`card.makerKind.${maker.kind}`)}</span>
            </>
          ),
        },
        {
          key: 'fields',
          title: t('card.col.fields'),
          render: ({ fields }) =>
            fields.length === 0
              ? t('card.nameOnly')
              : fields.map((field) => t(`card.short.${field}`)).join(comma),
        },
        {
          key: 'made',
          title: t('card.col.made'),
          figure: true,
          render: ({ madeAt }) => <span className="unbroken">{format.dateTime(madeAt)}</span>,
        },
        {
          key: 'until',
          title: t('card.col.until'),
          figure: true,
          render: ({ expiresAt }) => <span className="unbroken">{format.dateTime(expiresAt)}</span>,
        },
        {
          key: 'shown',
          title: t('card.col.shown'),
          figure: true,
          render: ({ shownAt }) => (
            <span className="unbroken">{shownAt ? format.dateTime(shownAt) : t('card.never')}</span>
          ),
        },
        { key: 'state', title: t('card.col.state'), render: (link) => <Standing link={link} /> },
      ]}
    />
  )
}

function Standing({ link }: { link: CardLink }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const end = useWrite('delete', '/card-links/{id}', ['/card-links'])
  if (link.state !== 'live')
    return (
      <>
        {t(`card.state.${link.state}`)}
        {link.state === 'ended' && link.endedAt && link.endedBy ? (
          <span className="row-help">
            {t('card.endedBy', { name: link.endedBy, at: format.dateTime(link.endedAt) })}
          </span>
        ) : null}
      </>
    )
  const run = async () => {
    try {
      await end.mutateAsync({ path: { id: link.id } })
      void message.success(t('card.ended'))
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <Button
      size="small"
      loading={end.isPending}
      aria-label={t('card.endLabel', { id: link.customerId })}
      onClick={() => void run()}
    >
      {t('card.end')}
    </Button>
  )
}
