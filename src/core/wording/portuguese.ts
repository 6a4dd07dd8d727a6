import { FIGURES } from './figures.js'
import { scoreLines } from './model-scores.js'
import { ownStudyLine } from './own-study.js'
import type { Wording } from './wording.js'

const figures = FIGURES.pt
const labels = { COVID: 'COVID', NORMAL: 'NORMAL', PNEUMONIA: 'PNEUMONIA' } as const
const SECONDS = {
  seconds: { one: '# segundo', other: '# segundos' },
  minutes: { one: '# minuto', other: '# minutos' },
}
const said = {
  labels,
  uncertain: 'inconclusivo',
  refused: 'não lida',
  fault: 'falha',
  waiting: 'em espera',
}

export const portuguese: Wording = {
  language: 'pt',
  languageName: 'Português',
  direction: 'ltr',
  product: 'ChestCheck',
  disclaimer:
    'Para pesquisa, ensino e apoio à triagem sob supervisão médica. O programa pode errar e conhece apenas três classes: um médico precisa ler a radiografia.',
  labels,
  statements: {
    COVID: 'A imagem se parece sobretudo com as radiografias de COVID com as quais o modelo aprendeu.',
    NORMAL:
      'A imagem se parece sobretudo com as radiografias normais com as quais o modelo aprendeu. Isso não exclui uma doença.',
    PNEUMONIA:
      'A imagem se parece sobretudo com as radiografias de pneumonia com as quais o modelo aprendeu.',
  },
  uncertain: 'Inconclusivo',
  uncertainAdvice: 'Nenhuma classe atingiu o seu limiar. Peça a um médico que leia esta radiografia.',
  refusals: {
    unsupported_format:
      'Este arquivo não é uma imagem que possa ser lida. Envie a radiografia como uma única imagem estática em JPEG, PNG, WebP, TIFF, BMP ou DICOM.',
    corrupt_image: 'Esta imagem está danificada ou incompleta. Exporte-a novamente e envie o novo arquivo.',
    too_large: 'Esta imagem é grande demais. Envie uma cópia menor da radiografia.',
    too_small:
      'Esta imagem é pequena demais para ser lida. Envie a própria radiografia, com pelo menos 128 pixels de cada lado, e não uma miniatura.',
    not_frontal_chest:
      'Isto não parece uma radiografia frontal de tórax. Envie uma radiografia de tórax PA ou AP.',
    lateral_view: 'Isto parece uma incidência em perfil. Envie a radiografia frontal (PA ou AP).',
    poor_quality:
      'A qualidade desta imagem não permite a leitura. Envie o arquivo original, e não a fotografia de uma tela.',
    wrong_modality: 'Isto não é uma radiografia simples. Envie uma radiografia frontal de tórax.',
    download_failed: 'Não foi possível receber a imagem. Envie-a mais uma vez.',
    not_allowed:
      'Este serviço funciona por convite. Peça um código ao seu administrador e envie-o com /join CÓDIGO.',
    busy: 'Há imagens demais na fila neste momento. Envie a sua novamente um pouco mais tarde.',
    rate_limited: 'Você enviou muitas imagens em pouco tempo. Aguarde um pouco e envie esta novamente.',
  },
  turns: {
    inverted: 'Esta radiografia chegou com o preto e o branco invertidos. Foi corrigida antes da leitura.',
    rotated_90: 'Esta radiografia chegou girada um quarto para a direita. Foi endireitada antes da leitura.',
    rotated_180: 'Esta radiografia chegou de cabeça para baixo. Foi endireitada antes da leitura.',
    rotated_270:
      'Esta radiografia chegou girada um quarto para a esquerda. Foi endireitada antes da leitura.',
  },
  heatmap: (label) =>
    `Onde o modelo olhou para ${label}: quanto mais clara e amarela a área, mais ela contou. Mostra o que influenciou o modelo, não onde está a doença.`,
  retryAfter: (seconds) => `Tente novamente em cerca de ${figures.duration(seconds, SECONDS)}.`,
  fault: 'Algo falhou do nosso lado; a culpa não é da sua imagem. Informe esta referência ao administrador.',
  reference: (reference) => `Referência ${reference}`,
  model: (model) => `Modelo ${model}`,
  recompressed:
    'O chat recomprimiu esta imagem, o que pode alterar um pouco as pontuações. Enviada como arquivo, ela chega inalterada.',
  notChecked:
    'Nada verificou se esta imagem é uma radiografia de tórax: para qualquer outra imagem, a resposta não significa nada.',
  reading: 'Lendo a radiografia…',
  start:
    'Envie uma radiografia frontal de tórax como foto ou arquivo. Respondo com COVID, NORMAL ou PNEUMONIA e uma pontuação para cada classe, ou digo por que não pude ler. Antes, remova os nomes das imagens: este chat não foi feito para dados de saúde.',
  help: 'Envie uma radiografia frontal de tórax (PA ou AP) em JPEG, PNG, WebP, TIFF, BMP ou DICOM. Enviada como arquivo, ela mantém a qualidade. Se você recebeu um convite: /join CÓDIGO.',
  askForPicture: 'Não há imagem nesta mensagem. Envie uma radiografia frontal de tórax.',
  joined: 'Acesso liberado. Já é possível enviar uma radiografia de tórax.',
  notJoined: 'Este código não é válido ou já foi usado. Peça um novo ao seu administrador.',
  commands: {
    start: 'O que este bot faz',
    help: 'O que enviar, e como',
    xray: 'Ler uma radiografia frontal de tórax',
    about: 'O que é o modelo e que resultados obteve',
    privacy: 'O que é guardado, e por quanto tempo',
    language: 'Escolher o idioma das respostas',
    status: 'Se radiografias estão sendo lidas, e o seu lugar na fila',
    mine: 'Suas últimas radiografias e as respostas',
    delete: 'Apagar suas imagens e o seu vínculo com os registros',
    join: 'Usar um código de convite',
  },
  options: {
    picture: 'A radiografia, como arquivo de imagem',
    furtherPicture: 'Outra radiografia',
    onlyForMe: 'Só você vê a resposta (ativado, a menos que você desative)',
    code: 'O código de convite que você recebeu',
    language: 'O idioma',
    readThis: 'Ler como radiografia de tórax',
  },
  about: (model) =>
    model === null
      ? 'Nenhum modelo está pronto neste momento.'
      : [
          `Modelo ${model.id}: uma rede do tipo ${model.architecture} que distingue COVID, NORMAL e PNEUMONIA em radiografias frontais de tórax, e nada mais.`,
          model.gated
            ? 'Antes de responder, recusa imagens que não parecem uma radiografia frontal de tórax na posição correta.'
            : 'Não verifica se uma imagem é uma radiografia de tórax: para qualquer outra imagem, a resposta não significa nada.',
          ...scoreLines(model, figures, {
            labels,
            accuracy: ({ split, right, low, high, n }) =>
              `Em “${split}” (n = ${n}): ${right} de acertos, intervalo de 95% de ${low} a ${high}.`,
            label: ({ label, sensitivity, specificity }) =>
              `${label}: sensibilidade ${sensitivity}, especificidade ${specificity}.`,
          }),
          'Em outro hospital pode ser pior. Um médico precisa ler a radiografia.',
        ].join('\n'),
  privacy: (days) =>
    [
      days === 0
        ? 'Sua imagem é apagada assim que a resposta é registrada.'
        : `Sua imagem é guardada criptografada por ${figures.count(days, { one: '# dia', other: '# dias' })} e depois apagada.`,
      'O registro guarda a resposta, os horários e um pseudônimo no lugar do seu nome. Administradores e revisores desta instalação podem vê-lo.',
      'Este chat pertence a outra empresa e não foi feito para dados de saúde: remova antes os nomes das imagens.',
      '/delete apaga suas imagens e o seu vínculo com os registros.',
    ].join('\n'),
  chooseLanguage: 'Em que idioma devo responder?',
  languageChosen: 'A partir de agora respondo em português.',
  status: ({ ready, waiting, place, seconds }) =>
    [
      ready
        ? 'As radiografias estão sendo lidas.'
        : 'Não é possível ler radiografias neste momento; elas aguardam.',
      waiting === 0
        ? 'Não há nada na fila.'
        : `Ao todo: ${figures.count(waiting, { one: '# imagem na fila', other: '# imagens na fila' })}.`,
      ...(place === null
        ? []
        : [
            `Sua próxima imagem é a número ${figures.number(place)}${seconds === null ? '' : `, em cerca de ${figures.duration(seconds, SECONDS)}`}.`,
          ]),
    ].join(' '),
  mine: (studies) =>
    studies.length === 0
      ? 'Não há nenhuma radiografia sua no registro.'
      : [
          'Suas últimas radiografias (UTC):',
          ...studies.map((study) => ownStudyLine(study, figures, said)),
        ].join('\n'),
  askDelete:
    'Isto apaga suas imagens e corta o seu vínculo com os registros. Os registros permanecem, sob um pseudônimo que não leva a ninguém. Não pode ser desfeito.',
  confirmDelete: 'Apagar',
  keep: 'Manter',
  deleted: (pictures, studies) =>
    `Pronto: ${figures.count(pictures, { one: '# imagem apagada', other: '# imagens apagadas' })}, ${figures.count(studies, { one: '# registro não está mais vinculado', other: '# registros não estão mais vinculados' })} a você.`,
  notDeleted: 'Nada foi apagado.',
  queued: (place, seconds) =>
    `Sua imagem está na fila: número ${figures.number(place)}, cerca de ${figures.duration(seconds, SECONDS)}.`,
  agree: 'Concordo',
  disagree: 'Discordo',
  yourView: 'Sua opinião',
  whichClass: 'O que a radiografia mostra?',
  verdicts: { ...labels, other: 'Outra coisa' },
  reviewed: (verdict) => `Anotado: ${verdict}. Agradecemos.`,
  changeReview: 'Alterar',
  askReport: 'Relatório PDF',
  reportCaption: (reference) => `Relatório de ${reference}`,
  reportNotMade: 'Não foi possível gerar o relatório. Tente novamente mais tarde.',
  buttonTooOld: 'Este botão não funciona mais.',
  report: {
    title: 'Relatório de uma radiografia de tórax',
    received: 'Recebida',
    answered: 'Respondida',
    delivered: 'Entregue',
    notYet: 'Ainda não',
    utc: 'Todos os horários são em UTC.',
    channel: 'Enviada por',
    channels: {
      telegram: 'Telegram',
      discord: 'Discord',
      web: 'Página web',
      api: 'Interface de programação',
      shell: 'Linha de comando',
    },
    file: 'Arquivo',
    pixels: (width, height) => `${width} × ${height} pixels`,
    result: 'Resultado',
    notAnswered: 'Esta imagem ainda não tem resposta.',
    scores: 'Pontuações',
    threshold: (percent) => `Limiar ${percent}`,
    picture: 'Imagem como recebida',
    heatmap: 'Mapa de calor',
    pictureNotKept: 'A imagem não é guardada.',
    pictureNotShown: 'A imagem é guardada, mas não pode ser mostrada em um relatório.',
    noHeatmap: 'Não há mapa de calor.',
    reviews: 'Revisões',
    noReviews: 'Ninguém revisou este estudo.',
    review: (verdict, when, agrees) =>
      `${when}: ${verdict}${agrees === null ? '' : agrees ? ' (concorda)' : ' (discorda)'}`,
    provenance: 'Proveniência',
    model: 'Modelo',
    backend: 'Motor de cálculo',
    precision: 'Precisão numérica',
    preprocessing: 'Pré-processamento',
    pictureHash: 'SHA-256 da imagem como recebida',
    made: (when) => `Gerado em ${when}`,
    page: (number, count) => `Página ${figures.number(number)} de ${figures.number(count)}`,
  },
}
