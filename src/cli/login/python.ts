import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { mergeIni, readIni } from '../merge/merge-ini';
import { mergeToml } from '../merge/merge-toml';
import { NAME, withToken, type Configure, type Edit } from './grant';

const PYTHON = { continues: true };

/** `pip.conf`, which pip reads where `PIP_CONFIG_FILE` leads; a percent sign stands for itself there. */
export const pip: Configure = (grant) => ({
  edits: [
    {
      path: 'pip.conf',
      edit: (present) =>
        mergeIni(present, 'global', { 'index-url': withToken(grant, `${grant.endpoint}simple/`) }, PYTHON),
    },
  ],
  exports: { PIP_CONFIG_FILE: join(grant.directory, 'pip.conf') },
  hints: [
    'pip reads the file where PIP_CONFIG_FILE leads; copied to the root of a virtual environment it needs none',
  ],
});

/** `uv.toml` with the repository as default index; `uv publish` takes the token from the environment. */
export const uv: Configure = (grant) => ({
  edits: [
    {
      path: 'uv.toml',
      edit: (present) =>
        mergeToml(present, {
          path: ['index'],
          isElement: true,
          values: {
            ...{ name: NAME, url: withToken(grant, `${grant.endpoint}simple/`), default: true },
            'publish-url': grant.endpoint,
          },
        }),
    },
  ],
  exports: { UV_PUBLISH_USERNAME: 'aws', UV_PUBLISH_PASSWORD: grant.token },
  hints: [`uv publish --index ${NAME}; uv.toml takes the place of [tool.uv] in pyproject.toml`],
});

/** `poetry.toml` with address and credentials, and a source in `pyproject.toml` where there is one. */
export const poetry: Configure = async ({ endpoint, token, directory }) => {
  const source: Edit = {
    path: 'pyproject.toml',
    edit: (present) =>
      mergeToml(present, {
        path: ['tool', 'poetry', 'source'],
        isElement: true,
        values: { name: NAME, url: `${endpoint}simple/` },
      }),
  };
  const isProject = await access(join(directory, 'pyproject.toml')).then(
    () => true,
    () => false,
  );
  return {
    edits: [
      {
        path: 'poetry.toml',
        edit: async (present) =>
          mergeToml(await mergeToml(present, { path: ['repositories', NAME], values: { url: endpoint } }), {
            path: ['http-basic', NAME],
            values: { username: 'aws', password: token },
          }),
      },
      ...(isProject ? [source] : []),
    ],
    hints: [
      `poetry publish --repository ${NAME}`,
      ...(isProject
        ? []
        : [`without pyproject.toml there is no source yet: poetry source add ${NAME} ${endpoint}simple/`]),
    ],
  };
};

/** `.pypirc`, which twine reads with `--config-file`. */
export const twine: Configure = ({ endpoint, token, directory }) => ({
  edits: [
    {
      path: '.pypirc',
      edit(present) {
        const servers = (readIni(present, 'distutils', 'index-servers') ?? '').split(/\s+/).filter(Boolean);
        const list = [...new Set([...servers, NAME])].map((name) => `\n    ${name}`).join('');
        const named = mergeIni(present, 'distutils', { 'index-servers': list }, PYTHON);
        return mergeIni(
          named.replaceAll('index-servers = \n', 'index-servers =\n'),
          NAME,
          { repository: endpoint, username: 'aws', password: token },
          PYTHON,
        );
      },
    },
  ],
  hints: [`twine upload --config-file ${join(directory, '.pypirc')} --repository ${NAME} dist/*`],
});
