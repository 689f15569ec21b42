import { App, Button, Select } from 'antd'
import { useTranslation } from 'react-i18next'
import { useMay, useRead, useSession, useWrite } from '../../api/hooks.ts'
import type { Case } from '../../api/types.ts'
import { useProblemText } from '../../ui/states.tsx'
import { useFormat } from '../../ui/use-format.ts'

const nobody = ''

/** Who answers for a case: taken over with one click, handed on from the list, the least busy first. */
export function CaseOwner({ one }: { one: Case }) {
  const { t } = useTranslation()
  const format = useFormat()
  const { message } = App.useApp()
  const problem = useProblemText()
  const mayEdit = useMay('customers.edit') && one.closedAt === null
  const me = useSession()?.user?.id ?? ''
  const members = useRead('/case-owners', {}, { enabled: mayEdit })
  const write = useWrite('put', '/cases/{id}/owner', ['/cases', '/case-owners'])
  const put = async (userId: string | null) => {
    try {
      await write.mutateAsync({ path: { id: one.id }, body: { userId } })
    } catch (error) {
      void message.error(problem(error))
    }
  }
  if (!mayEdit) return <>{one.owner?.name ?? t('cases.nobody')}</>
  const items = members.data?.items ?? []
  return (
    <span className="bar">
      <Select
        aria-label={t('cases.owner')}
        style={{ minWidth: 160 }}
        loading={write.isPending}
        value={one.owner?.id ?? nobody}
        onChange={(next: string) => void put(next === nobody ? null : next)}
        options={[
          { value: nobody, label: t('cases.nobody') },
          ...(one.owner && !items.some(({ id }) => id === one.owner?.id)
            ? [{ value: one.owner.id, label: one.owner.name }]
            : []),
          ...items.map(({ id, name, open }) => ({
            value: id,
            label: t('cases.ownerOf', { name, open: format.integer(open) }),
          })),
        ]}
      />
      {one.owner?.id === me || me === '' ? null : (
        <Button size="small" onClick={() => void put(me)}>
          {t('cases.takeOver')}
        </Button>
      )}
    </span>
  )
}
