// A reaction after the injection: the guided list, how severe, what was done.
import { useState } from 'preact/hooks';
import { useAction } from '../shared/action';
import { post } from '../shared/api';
import { Button } from '../shared/button';
import { Dialog } from '../shared/dialog';
import { Check, Choice, TextArea } from '../shared/field';
import { words } from '../shared/lang';
import { Notice } from '../shared/notice';
import { ErrorSummary, MistakeBox } from '../shared/summary';
import { tell } from '../shared/toast';
import { refreshBoard } from './board';
import { unitPath } from './place';
import { allSeverities, allSigns } from './terms';

const w = words({
	title: ['Phản ứng sau tiêm của {name}', 'Reaction of {name}'],
	signs: ['Dấu hiệu thấy được', 'What is seen'],
	severity: ['Mức độ', 'How severe'],
	note: ['Xử trí và ghi chú', 'What was done, notes'],
	urgent: ['Dấu hiệu phản vệ: gọi bác sĩ ngay, dùng hộp chống sốc. Ghi nhận sau.', 'Signs of anaphylaxis: call the doctor at once, use the emergency kit. Record afterwards.'],
	save: ['Lưu phản ứng', 'Save the reaction'],
	saved: ['Đã ghi phản ứng của {name}', 'The reaction of {name} is recorded'],
	needSigns: ['Chọn ít nhất một dấu hiệu.', 'Choose at least one sign.'],
	needSeverity: ['Chọn mức độ.', 'Choose how severe it is.'],
});
const alarming = ['breathing', 'faint'];

export function ReactionDialog({ visitId, name, onClose }: { visitId: string; name: string; onClose: () => void }) {
	const [signs, setSigns] = useState<string[]>([]);
	const [severity, setSeverity] = useState<string | null>(null);
	const [note, setNote] = useState('');
	const [tried, setTried] = useState(0);
	const action = useAction();
	const mistakes = [
		...(signs.length ? [] : [{ id: 'sign-pain', text: w('needSigns') }]),
		...(severity ? [] : [{ id: 'severity', text: w('needSeverity') }]),
	];
	const send = async (e: Event) => {
		e.preventDefault();
		setTried(tried + 1);
		if (mistakes.length)
			return;
		if (await action.run(() => post(unitPath('visits', visitId, 'reactions'), { signs, severity, note: note.trim() || null }))) {
			tell(w('saved', { name }));
			void refreshBoard();
			onClose();
		}
	};
	return (
		<Dialog title={w('title', { name })} onClose={onClose} wide>
			<form onSubmit={send} noValidate>
				<ErrorSummary tries={tried} mistakes={mistakes} />
				<MistakeBox mistake={action.mistake} />
				<fieldset class="govuk-fieldset govuk-form-group">
					<legend class="govuk-fieldset__legend">{w('signs')}</legend>
					<div class="signs">
						{allSigns().map(({ value, text }) => (
							<Check key={value} id={`sign-${value}`} label={text} checked={signs.includes(value)}
								onChange={(on) => setSigns(on ? [...signs, value] : signs.filter((s) => s !== value))} />
						))}
					</div>
				</fieldset>
				{(severity === 'severe' || signs.some((s) => alarming.includes(s))) && <Notice kind="stop" live>{w('urgent')}</Notice>}
				<Choice id="severity" legend={w('severity')} value={severity} onChange={setSeverity} options={allSeverities()} error={tried && !severity ? w('needSeverity') : undefined} />
				<TextArea id="reaction-note" label={w('note')} value={note} onInput={setNote} rows={2} />
				<div class="buttons"><Button type="submit" busy={action.busy}>{w('save')}</Button></div>
			</form>
		</Dialog>
	);
}
