// Puts a certificate among the phone's pictures, or hands it to another app: a wallet, somebody of the family.
import { useState } from 'preact/hooks';
import { Button } from '../../shared/button';
import { save } from '../../shared/export';
import { date, fullName } from '../../shared/format';
import { words } from '../../shared/lang';
import { Notice } from '../../shared/notice';
import { certificateQr } from '../prefetch';
import { useSeen } from '../seen';
import { bornOn, doseName } from '../terms';
import type { Book, Certificate } from '../types';
import { canShare, drawPaper, sharePicture } from './picture';

const w = words({
	save: ['Lưu thành ảnh', 'Save as a picture'],
	share: ['Gửi sang ứng dụng khác', 'Send to another app'],
	more: ['Ảnh nằm trong thư viện ảnh của máy; ứng dụng ví trên máy có thể lấy từ đó. Ai có ảnh này đều quét được mã, nên đừng đăng lên mạng.',
		'The picture lies in the gallery of the phone; a wallet app can take it from there. Whoever has the picture can scan the code, so do not post it.'],
	failed: ['Máy này không tạo được ảnh. Hãy chụp màn hình trang này.', 'This phone could not make the picture. Please take a screenshot of this page.'],
});

// Who closes the list of apps again has made no mistake.
const isGivenUp = (e: unknown): boolean => e instanceof DOMException && e.name === 'AbortError';

export function KeepPicture({ id, book, c }: { id: string; book: Book; c: Certificate }) {
	const { value: svg } = useSeen<string>(certificateQr(id, c.id));
	const [failed, setFailed] = useState(false);
	if (!svg)
		return null;
	const { name, birth_date, birth_precision } = book.person;
	const file = `chung-nhan-mui-${c.dose_number}-${date(c.issued_at).replaceAll('/', '-')}.png`;
	const draw = () => drawPaper({ svg, name: fullName(name), more: `${bornOn(birth_date, birth_precision)} · ${doseName(c.dose_number)}`, number: c.ci });
	const attempt = (act: (picture: Blob) => void | Promise<void>) => () => {
		setFailed(false);
		draw().then(act).catch((e: unknown) => setFailed(!isGivenUp(e)));
	};
	return (
		<>
			<div class="buttons">
				<Button kind="second" onClick={attempt((picture) => save(file, picture))}>{w('save')}</Button>
				{canShare() && <Button kind="second" onClick={attempt((picture) => sharePicture(picture, file))}>{w('share')}</Button>}
			</div>
			<p class="soft gap">{w('more')}</p>
			{failed && <Notice kind="warning" live>{w('failed')}</Notice>}
		</>
	);
}
