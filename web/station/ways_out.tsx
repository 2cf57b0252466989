// What else may happen to a person at a table than the next step: put off, refuse, take the last step back.
import { useState } from 'preact/hooks';
import { Button } from '../shared/button';
import { words } from '../shared/lang';
import { tell } from '../shared/toast';
import { may, mayUndo } from './account';
import { ReasonDialog } from './reason_dialog';
import type { AtHand } from './visit';

const w = words({
	label: ['Cách khác', 'Other ways'],
	defer: ['Trì hoãn', 'Put off'],
	deferTitle: ['Trì hoãn mũi tiêm', 'Put the dose off'],
	deferLead: ['Người này kết thúc lượt hôm nay và được hẹn lại.', 'The visit of today ends; the person comes another day.'],
	refuse: ['Từ chối tiêm', 'Refuses'],
	refuseTitle: ['Ghi nhận từ chối tiêm', 'Record the refusal'],
	refuseLead: ['Người này không tiêm hôm nay. Có thể quay lại vào ngày khác.', 'No dose today. The person may come another day.'],
	undo: ['Hoàn tác bước trước', 'Take back the last step'],
	undoTitle: ['Hoàn tác bước vừa làm', 'Take back the last step'],
	undoLead: ['Người này trở về bàn trước. Việc hoàn tác và lý do được ghi lại.', 'The person goes back to the table before. This and its reason are recorded.'],
	done: ['Đã ghi lại', 'Recorded'],
	wrongPerson: ['Nhầm người', 'Wrong person'],
	wrongEntry: ['Nhập nhầm', 'Typed wrongly'],
	fever: ['Đang sốt', 'Has a fever now'],
	wantsLater: ['Xin tiêm ngày khác', 'Wants another day'],
	changedMind: ['Đổi ý', 'Changed their mind'],
	otherVaccine: ['Muốn loại vắc xin khác', 'Wants another vaccine'],
});

const ways = {
	defer: { title: 'deferTitle', lead: 'deferLead', common: ['fever', 'wantsLater'], danger: false },
	refuse: { title: 'refuseTitle', lead: 'refuseLead', common: ['changedMind', 'otherVaccine'], danger: false },
	undo: { title: 'undoTitle', lead: 'undoLead', common: ['wrongEntry', 'wrongPerson'], danger: true },
} as const;

export function WaysOut({ at, only, onDone }: { at: AtHand; only: (keyof typeof ways)[]; onDone: () => void }) {
	const [asked, askFor] = useState<keyof typeof ways | null>(null);
	const allowed = { defer: may('visit_screen'), refuse: may('visit_undo'), undo: mayUndo(at.visit?.step ?? null) };
	const offered = only.filter((way) => allowed[way]);
	const way = asked && ways[asked];
	if (!offered.length)
		return null;
	return (
		<div class="ways" role="group" aria-label={w('label')}>
			{offered.map((key) => <Button key={key} kind="quiet" onClick={() => { at.action.clear(); askFor(key); }}>{w(key)}</Button>)}
			{asked && way && (
				<ReasonDialog title={w(way.title)} lead={w(way.lead)} button={w(asked)} danger={way.danger} common={way.common.map((c) => w(c))}
					action={at.action} onClose={() => askFor(null)} onGive={async (why) => {
						const well = await at.change(asked, { why });
						if (well) {
							tell(w('done'));
							onDone();
						}
						return well;
					}} />
			)}
		</div>
	);
}
