// Closed sets of files.
import { FILE_DELETIONS } from '../../../domain/file/file-deletion.ts';
import { FILE_STORES } from '../../../domain/file/file.ts';
import { stringEnum } from '../string-enum.ts';

/** Stores. */
export const FileStoreEnum = stringEnum('FileStore', FILE_STORES, {
  description: 'What a file belongs to; each store has a limit of its own for all its files together.',
  values: {
    CLEARML: 'Files of ClearML clients.',
    IKOMIA: 'Files of Ikomia clients.',
    IVORY_CONFIG: 'Configurations of ivoryOS clients.',
    IVORY_DATA: 'Results of ivoryOS clients.',
    UPLOAD: 'Files that people have uploaded.',
    ARTIFACT: 'What tasks have left.',
  },
});

/** Why files go. */
export const FileDeletionEnum = stringEnum('FileDeletion', FILE_DELETIONS, {
  description: 'Why a file went.',
  values: { DELETED: 'Somebody deleted it.', EXPIRED: 'Its time was over.', REPLACED: 'Another file took its path.' },
});
