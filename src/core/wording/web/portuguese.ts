import type { WebWording } from '../web-wording.js'

export const portugueseWeb: WebWording = {
  frame: {
    skip: 'Ir para o conteúdo',
    navigation: 'Navegação principal',
    readFilm: 'Ler uma radiografia',
    studies: 'Estudos',
    signIn: 'Entrar',
    signOut: 'Sair',
    roles: { admin: 'administração', reviewer: 'revisão', auditor: 'auditoria', staff: 'equipe' },
    language: 'Idioma',
    changeLanguage: 'Mudar',
  },
  home: {
    title: 'Leitura de radiografias de tórax',
    headline: 'Um primeiro olhar sobre a radiografia de tórax, em segundos',
    lead: (product, { COVID, NORMAL, PNEUMONIA }) =>
      `${product} lê uma radiografia frontal de tórax e responde ${COVID}, ${NORMAL} ou ${PNEUMONIA} com uma pontuação para cada classe, ou diz em palavras simples por que não pôde. Cada resposta fica em um registro que seus administradores podem ler.`,
    noAccountNeeded: 'Aqui não é preciso ter conta.',
    accountNeeded: 'Este servidor é para pessoas com conta.',
    modelStarts: 'O modelo está iniciando.',
    exampleAlt: 'Desenho de uma radiografia frontal de tórax',
    exampleNote: 'Assim é uma resposta. A radiografia é um desenho e os números são inventados.',
    how: {
      title: 'Como usar',
      names: {
        title: 'Remova os nomes',
        text: 'Corte ou cubra o nome, a data de nascimento e o número. A radiografia basta.',
      },
      send: {
        title: 'Envie a radiografia frontal',
        text: (size) =>
          `Uma incidência PA ou AP em JPEG, PNG, WebP, TIFF, BMP ou DICOM, de até ${size}. O arquivo exportado é melhor do que a fotografia de uma tela.`,
      },
      read: {
        title: 'Leia a resposta com um médico',
        text: 'Você recebe um rótulo, três pontuações e uma referência para citar, ou uma frase que diz o que enviar em vez disso.',
      },
      doors:
        'O mesmo leitor responde aqui, no Telegram e no Discord se o seu administrador os conectou, e na linha de comando.',
    },
    limits: {
      title: 'O que ele não pode fazer',
      wrong: {
        title: 'Ele pode errar',
        text: 'Uma pontuação diz o quanto a radiografia se parece com aquelas com as quais o modelo aprendeu, não a probabilidade de uma doença.',
      },
      classes: {
        title: 'Ele conhece três classes',
        text: 'Uma fratura, um tumor ou um tubo mal posicionado também recebe um dos três rótulos. NORMAL não exclui nada.',
      },
      gated: {
        title: 'Ele pode tomar outra imagem por uma radiografia de tórax',
        text: 'O que não parece uma radiografia frontal de tórax na posição correta é recusado. De vez em quando uma imagem passa, e então o rótulo não significa nada.',
      },
      ungated: {
        title: 'Ele ainda não verifica se vê um tórax',
        text: 'Esta versão não tem teste para isso. Uma mão, um perfil ou uma foto de férias também recebe um rótulo, e o rótulo não significa nada.',
      },
      chats: {
        title: 'Chats não foram feitos para dados de saúde',
        text: 'O Telegram e o Discord guardam o que lhes é enviado, e nenhum promete o cuidado que dados de saúde exigem. Envie apenas radiografias em que nenhum nome apareça.',
      },
    },
  },
  upload: {
    title: 'Ler uma radiografia',
    lead: 'Uma radiografia frontal de tórax (PA ou AP). A resposta leva alguns segundos.',
    choose: 'Escolher uma imagem',
    dropOrPaste: 'ou solte-a aqui, ou cole-a. Várias de uma vez também servem.',
    formats: (size) => `JPEG, PNG, WebP, TIFF, BMP ou DICOM, de até ${size}`,
    pictures: 'Imagens',
    namesOff: 'Remova antes os nomes e as datas de nascimento.',
    ungated:
      'O modelo usado aqui não verifica se uma imagem é uma radiografia de tórax: ele lê tudo o que você envia como se fosse uma.',
    chooseFirst: 'Escolha primeiro uma imagem.',
    send: { one: 'Ler a radiografia', other: 'Ler # radiografias' },
    pasted: 'Imagem colada',
    remove: 'Remover',
    removeFile: 'Remover {name}',
    progressOf: 'Progresso de {name}',
    openAnswerFor: 'Abrir a resposta de {name}',
    open: 'Abrir',
  },
  result: {
    filmAlt: 'A radiografia como foi recebida',
    heatmapAlt: 'O mapa de calor sobre a radiografia',
    notThereYet: 'A resposta ainda não chegou.',
    lookAgain: 'Olhar de novo',
    readAnother: 'Ler outra radiografia',
    openRecord: 'Abrir o registro',
    backToUpload: 'Voltar ao envio',
    notRead: 'Não lida',
    ourFailure: 'Falha nossa',
    received: (when) => `Recebida em ${when} UTC`,
    thresholdFor: (label, percent) => `Limiar de ${label}: ${percent}`,
    absent: {
      never_taken: 'Nenhuma imagem foi recebida.',
      erased: 'A imagem não é mais guardada.',
      missing: 'A imagem não é mais guardada.',
      altered:
        'A imagem guardada não é a que foi recebida, por isso não é mostrada. Avise o seu administrador.',
      not_a_picture: 'O que foi recebido não é uma imagem de um tipo lido aqui, por isso não é mostrado.',
    },
    notDrawn: 'Os navegadores não mostram imagens deste tipo.',
    download: 'Baixar a imagem',
  },
  signIn: {
    title: 'Entrar',
    email: 'E-mail',
    password: 'Senha',
    accountsAreMade: 'As contas são criadas pelo seu administrador.',
    noAccountYet:
      'Ainda não existe nenhuma conta. Abra o link de uso único que o programa mostrou ao iniciar: ele cria o primeiro administrador.',
    wrong: 'O e-mail e a senha não correspondem. Tente novamente.',
    disabled: 'Esta conta está desativada. Fale com o seu administrador.',
    tooMany: 'Tentativas demais.',
    first: 'Entre primeiro com a sua conta.',
    secondStep: {
      title: 'Confirme que é você',
      lead: 'A senha está certa. Esta conta pede também um código.',
      code: 'Código',
      hint: 'Seis algarismos do seu aplicativo autenticador, ou um dos seus códigos de reserva.',
      trust:
        'Não pedir um código neste navegador durante 30 dias. Somente em um aparelho que ninguém mais usa.',
      confirm: 'Confirmar',
      wrong: 'Este código não está certo ou já foi usado. Espere pelo próximo e tente de novo.',
      expired: 'Demorou demais, ou houve códigos errados demais. Entre de novo com a sua conta.',
      startAgain: 'Começar de novo',
      lost: 'Sem o aplicativo e sem um código de reserva à mão? Um administrador pode redefinir a segunda etapa.',
    },
  },
  messages: {
    toStart: 'Para a página inicial',
    notFound: { title: 'Nada aqui', text: 'Esta página não existe, ou não está disponível para você.' },
    broken: 'Algo falhou',
    foreignForm: {
      title: 'Não foi enviado daqui',
      text: 'Este formulário veio de outra página, por isso nada foi alterado. Abra a página aqui e tente novamente.',
    },
    longForm: {
      title: 'Longo demais',
      text: 'Este formulário era mais longo do que qualquer um dos nossos.',
    },
    notForThisAccount: {
      title: 'Não é para esta conta',
      text: 'O painel é para administradores, revisores e auditores. Sua conta pode enviar radiografias e ler as respostas.',
    },
  },
}
