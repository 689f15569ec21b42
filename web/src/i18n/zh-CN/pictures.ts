import type { Dictionary } from '../types.ts'

export const pictures: Dictionary['pictures'] = {
  title: '图片',
  empty: '还没有图片',
  emptyHelp: '添加后，邮件图片和标志会出现在这里。',
  quota: '已用 {{used}}，共 {{quota}}',
  usedBy: '用于 {{where}}',
  uses: { creative: '创意', campaign: '营销活动', brand: '品牌' },
  delete: '删除',
  deleteThis: '删除 {{alt}}',
  file: '文件',
  alt: '替代文字',
  add: '添加图片',
  help: '支持 PNG、JPEG、GIF、WebP，不超过 2 MB，单边不超过 4,000 像素。替代文字会读给看不到图片的人听。任何拿到图片地址的人都可以打开它。',
  insert: '插入图片',
}
