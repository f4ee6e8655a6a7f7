"""Data files: read, written, appended to, renamed, removed, listed; JSON, CSV, pickles, SQLite."""

from __future__ import annotations

from .template import t, tagged

FILES = {"data.txt": "one\ntwo\n3\n", "table.csv": "x,y\n1,p\n2,q\n5,p\n", "sub/conf.json": '{"k": [1, 2], "v": 7}\n'}

READ = tagged("files", [
    t("print(open('data.txt').read())", weight=2),
    t("$new = open('data.txt').read().split()", new="list", weight=2),
    t("$new = [line.strip() for line in open('table.csv')]", new="list"),
    t("with open('table.csv') as f:\n    $new = list(csv.DictReader(f))\nprint(len($new), $new[-1])",
      imports="csv", new="list"),
    t("$new = json.load(open('sub/conf.json'))", imports="json", new="dict", weight=1.5),
    t("print(pathlib.Path('out$letter.txt').read_text())", imports="pathlib", weight=1.5),
    t("print(os.path.exists('out$letter.txt'), os.path.exists('data.txt'))", imports="os"),
    t("print(sorted(x for x in os.listdir('.') if x.endswith('.txt')))", imports="os"),
    t("print(sorted(glob.glob('*.txt')), sorted(glob.glob('sub/*')))", imports="glob"),
    t("print(os.path.getsize('data.txt'))", imports="os"),
    t("print(sorted(p.name for p in pathlib.Path('.').glob('**/*.json')))", imports="pathlib", weight=0.6),
    t("def $F():\n    return open('data.txt').readline()", F="func"),
    t("$new = open('data.txt')", new="handle", features="iterators"),
    t("print($handle.readline())", features="iterators"),
    t("try:\n    open('gone.txt')\nexcept OSError as e:\n    print(type(e).__name__)"),
    t("open('gone$letter.txt')", weight=0.5),
    t("print(open('data.txt', 'rb').read()[-3:])"),
    t("print(os.stat('table.csv').st_size)", imports="os", weight=0.5),
])

WRITE = tagged("files writes", [
    t("open('out$letter.txt', 'w').write('$w $i')", weight=2),
    t("with open('out$letter.txt', 'a') as f:\n    f.write('+$i')", weight=2),
    t("with open('out$letter.txt', 'w') as f:\n    print(type($any).__name__, $num, file=f)", weight=1.5),
    t("open('data.txt', 'a').write('$i\\n')"),
    t("pathlib.Path('out$letter.txt').write_text(str($num))", imports="pathlib"),
    t("if os.path.exists('out$letter.txt'):\n    os.remove('out$letter.txt')", imports="os"),
    t("os.rename('out$letter.txt', 'out$letter2.txt')", imports="os", weight=0.6),
    t("os.remove('out$letter.txt')", imports="os", weight=0.4),
    t("shutil.copy('data.txt', 'out$letter.txt')", imports="shutil", weight=0.5),
    t("os.makedirs('made/$letter', exist_ok=True)", imports="os", weight=0.4),
    t("json.dump($dict, open('sub/conf.json', 'w'), default=lambda x: 0)", imports="json", weight=0.6),
    t("open('out.pkl', 'wb').write(pickle.dumps(['$w', $i], 4))", imports="pickle", weight=0.6),
    t("print(pickle.load(open('out.pkl', 'rb')))", imports="pickle", weight=0.6),
    t("def $F():\n    with open('out$letter.txt', 'a') as f:\n        f.write('f')\n    return $i", F="func"),
    t("db = sqlite3.connect('out.db')\ndb.execute('create table if not exists t (n)')\n"
      "db.execute('insert into t values ($i)')\n"
      "db.commit()\ndb.close()", imports="sqlite3", weight=0.4, features="sqlite"),
    t("db = sqlite3.connect('out.db')\nprint(db.execute('select * from t').fetchall())\ndb.close()", imports="sqlite3",
      weight=0.4, features="sqlite"),
    t("with open('out$letter.txt', 'r+') as f:\n    f.seek(1)\n    f.write('$i')", weight=0.5),
    t("with open('out$letter.txt', 'w') as f:\n    f.write('$w')\n    1 / 0", weight=0.4),
    t("$new = open('out$letter.txt', 'w')", new="writer", weight=0.4, features="iterators"),
    t("$writer.write('$i')\n$writer.flush()", weight=0.5, features="iterators"),
    t("os.truncate('data.txt', $i)", imports="os", weight=0.3),
    t("np.save('out.npy', $arr)", imports="numpy as np", weight=0.5, features="numpy"),
    t("print(np.load('out.npy'))", imports="numpy as np", weight=0.5, features="numpy"),
])
