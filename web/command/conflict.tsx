// Somebody else changed what is being decided meanwhile: said plainly, the newer one one press away, nothing typed is lost.
import type { Action } from '../shared/action';
import { Button } from '../shared/button';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { MistakeBox } from '../shared/summary';

const w = words({
	round: ['Người khác vừa thay đổi đợt này', 'Somebody else has just changed this round'],
	plan: ['Kế hoạch này vừa thay đổi', 'This plan has just changed'],
	kept: ['Chưa ghi gì cả. Những gì bạn nhập vẫn ở đây: xem bản mới, rồi gửi lại nếu vẫn đúng.', 'Nothing was saved. What you typed is still here: look at the newer one, then send again if it still holds.'],
	reload: ['Tải bản mới', 'Load the newer one'],
});

export function ChangedMistake({ what, action, fields, reload }: { what: 'round' | 'plan'; action: Action; fields?: string[]; reload: () => Promise<unknown> }) {
	if (action.mistake?.code !== `${what}.changed`)
		return <MistakeBox mistake={action.mistake} fields={fields ?? []} />;
	return (
		<Notice kind="warning" live>
			<p><strong>{w(what)}</strong></p><p>{w('kept')}</p>
			<Button kind="second" onClick={() => void reload().then(action.clear)}>{w('reload')}</Button>
		</Notice>
	);
}

export const RoundMistake = (props: Omit<Parameters<typeof ChangedMistake>[0], 'what'>) => <ChangedMistake what="round" {...props} />;
