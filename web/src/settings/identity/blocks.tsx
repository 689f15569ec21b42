import { App, Button, Input, Select } from 'antd'
import { useState } from 'react'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useWrite } from '../../api/hooks.ts'
import { useKindName } from '../../customers/identity/kind-name.ts'
import { Part } from '../../ui/page.tsx'
import { EmptyState, Loaded, useProblemText } from '../../ui/states.tsx'
import { DataTable } from '../../ui/table.tsx'
import { useFormat } from '../../ui/use-format.ts'

const kinds = ['phone', 'email', 'card', 'unionid', 'openid', 'device'] as const

/** Values that say nothing about who somebody is, such as the telephone of a shop. */
export function BlocksPart() {
  const { t } = useTranslation()
  const format = useFormat()
  const kindName = useKindName()
  const may = useMay('customers.merge')
  const query = useRead('/identity/blocks')
  return (
    <Part title={t('identity.settings.blocks')}>
      <p className="soft">{t('identity.settings.blocksNote')}</p>
      {may ? <NewBlock /> : null}
      <Loaded query={query} where={t('identity.settings.blocks')} height={120}>
        {({ items }) =>
          items.length === 0 ? (
            <EmptyState title={t('identity.settings.blocksEmpty')} />
          ) : (
            <DataTable
              label={t('identity.settings.blocks')}
              rows={items}
              rowKey={(block) => block.id}
              columns={[
                { key: 'kind', title: t('identity.settings.kind'), render: (block) => kindName(block.kind) },
                { key: 'value', title: t('identity.settings.value'), render: (block) => block.masked },
                {
                  key: 'at',
                  title: t('identity.col.proposed'),
                  render: (block) => format.dateTime(block.createdAt),
                },
                ...(may
                  ? [
                      {
                        key: 'remove',
                        title: t('common.remove'),
                        render: (block: (typeof items)[number]) => (
                          <Remove id={block.id} masked={block.masked} />
                        ),
                      },
                    ]
                  : []),
              ]}
            />
          )
        }
      </Loaded>
    </Part>
  )
}

function NewBlock() {
  const { t } = useTranslation()
  const { message } = App.useApp()
  const problem = useProblemText()
  const kindName = useKindName()
  const add = useWrite('post', '/identity/blocks', ['/identity'])
  const [kind, setKind] = useState<(typeof kinds)[number]>('phone')
  const [value, setValue] = useState('')
  const store = async () => {
    try {
      await add.mutateAsync({ body: { kind, value } })
      setValue('')
    } catch (error) {
      void message.error(problem(error))
    }
  }
  return (
    <form
      className="bar"
      onSubmit={(event) => {
        event.preventDefault()
        void store()
      }}
    >
      <Select
        aria-label={t('identity.settings.kind')}
        style={{ minWidth: 150 }}
        value={kind}
        onChange={setKind}
        options={kinds.map((one) => ({ value: one, label: kindName(one) }))}
      />
      <Input
        className="grow"
        style={{ maxWidth: 320 }}
        aria-label={t('identity.settings.value')}
        value={value}
        onChange={(event) => setValue(event.target.value)}
      />
      <Button htmlType="submit" loading={add.isPending} disabled={value.trim() === ''}>
        {t('identity.settings.block')}
      </Button>
    </form>
  )
}

function Remove({ id, masked }: { id: string; masked: string }) {
  const { t } = useTranslation()
  const remove = useWrite('delete', '/identity/blocks/{id}', ['/identity'])
  return (
    <Button
      size="small"
      loading={remove.isPending}
      aria-label={t('identity.settings.unblockOf', { value: masked })}
      onClick={() => remove.mutate({ path: { id } })}
    >
      {t('common.remove')}
    </Button>
  )
}
