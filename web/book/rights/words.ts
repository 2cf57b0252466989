// Names of what a record holds and of what may be asked for.
import { say, type Pair } from '../../shared/lang';

const fields: Record<string, Pair> = {
	name: ['Họ và tên', 'Name'], birth_date: ['Ngày sinh', 'Born'], sex: ['Giới tính', 'Sex'], cccd: ['Số CCCD', 'Identity number'],
	passport: ['Hộ chiếu', 'Passport'], insurance: ['Thẻ bảo hiểm y tế', 'Insurance'], phone: ['Điện thoại', 'Phone'], home: ['Nơi ở', 'Home'],
	occupation: ['Nghề nghiệp', 'Occupation'], workplace: ['Nơi làm việc', 'Workplace'], guardian_name: ['Người giám hộ', 'Guardian'],
	dose: ['Mũi tiêm thiếu hoặc sai', 'A missing or wrong dose'], other: ['Điều khác', 'Something else'],
};
export const fieldName = (field: string): string => say(fields[field] ?? fields.other!);
export const correctable = ['name', 'birth_date', 'sex', 'cccd', 'phone', 'home', 'dose', 'other'];

const kinds: Record<string, Pair> = {
	correct: ['Xin sửa', 'Correction'], restrict: ['Hạn chế xử lý', 'Restriction'], delete: ['Xin xóa', 'Deletion'], object: ['Phản đối', 'Objection'],
};
export const kindName = (kind: string): string => say(kinds[kind] ?? ['Yêu cầu', 'Request']);
