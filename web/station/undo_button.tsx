import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { fullName } from '../shared/format';
import { words } from '../shared/lang';
import { tell } from '../shared/toast';
import type { BoardItem } from '../shared/types';
import { refreshBoard } from './board';
import { unitPath } from './place';
import { ReasonDialog } from './reason_dialog';
import { stepName } from './terms';

const w = words({
	undo: ['Hoàn tác', 'Take back'],
	undoOf: ['Hoàn tác bước của {name}', 'Take back the step of {name}'],
	title: ['Hoàn tác: {name}', 'Take back: {name}'],
	lead: ['Bước “{step}” được hoàn tác và người này trở về bước trước. Lý do được ghi lại.', 'The step “{step}” is taken back. The reason is recorded.'],
	done: ['Đã hoàn tác', 'Taken back'],
	wrongPerson: ['Nhầm người', 'Wrong person'],
	wrongEntry: ['Nhập nhầm', 'Typed wrongly'],
});

export function UndoButton({ item }: { item: BoardItem }) {
	const [asked, ask] = useState(false);
	const action = useAction();
	const name = fullName(item.name);
	return (
		<>
			<Button kind="quiet" aria-label={w('undoOf', { name })} onClick={() => { action.clear(); ask(true); }}>{w('undo')}</Button>
			{asked && (
				<ReasonDialog title={w('title', { name })} lead={w('lead', { step: stepName(item.step) })} button={w('undo')} danger
					common={[w('wrongEntry'), w('wrongPerson')]} action={action} onClose={() => ask(false)} onGive={(why) => action.run(async () => {
						await post(unitPath('visits', item.visit_id!, 'undo'), { version: item.version, why }).finally(refreshBoard);
						tell(w('done'));
					})} />
			)}
		</>
	);
}
